package dev.weft.lab.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.host.Environment;
import dev.weft.host.Exit;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LabWordsTest {
  @Test
  void whatAWordIsForIsAWholeSentence() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    Environment environment = new Environment(Path.of(""), Map.of(), stream, stream);

    assertThat(LabWords.run(List.of("--help"), environment)).isEqualTo(Exit.OK);

    String words = out.toString(StandardCharsets.UTF_8).split("Commands:\n")[1];
    // The lines that go on are indented further than the words.
    assertThat(words.replaceAll("\n {4,}", " ").lines())
        .hasSizeGreaterThan(7)
        .allMatch(line -> line.endsWith("."));
  }
}
