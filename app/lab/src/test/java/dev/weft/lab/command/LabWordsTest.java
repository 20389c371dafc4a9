package dev.weft.lab.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.host.Environment;
import dev.weft.host.Exit;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.UnmatchedArgumentException;

final class LabWordsTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private Exit run(String... words) {
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    Environment environment = new Environment(Path.of(""), Map.of(), stream, stream);
    return LabWords.run(List.of(words), environment);
  }

  @Test
  void wordsThatAreNoneAreLeftToWhoeverHasSentencesForThem() {
    assertThatThrownBy(() -> run("chek")).isInstanceOf(UnmatchedArgumentException.class);
    assertThatThrownBy(() -> run("check", "--foo"))
        .isInstanceOfSatisfying(
            UnmatchedArgumentException.class,
            wrong ->
                assertThat(wrong.getCommandLine().getCommandSpec().qualifiedName())
                    .isEqualTo("weft lab check"));
    assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void whatAWordIsForIsAWholeSentence() {
    assertThat(run("--help")).isEqualTo(Exit.OK);

    String words = out.toString(StandardCharsets.UTF_8).split("Commands:\n")[1];
    // The lines that go on are indented further than the words.
    assertThat(words.replaceAll("\n {4,}", " ").lines())
        .hasSizeGreaterThan(7)
        .allMatch(line -> line.endsWith("."));
  }
}
