package dev.weft.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.Severity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Broken resources and the problems they give, found by their names: `NAME.in.yaml` and
/// `NAME.out.txt`. Run with `-Dweft.rewrite=true` to write the latter anew.
class BrokenResourcesTest {
  private static final Path FOLDER = Path.of("src/test/resources/broken");

  static Stream<String> names() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      List<String> names =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".in.yaml"))
              .map(name -> name.substring(0, name.length() - ".in.yaml".length()))
              .sorted()
              .toList();
      return names.stream();
    }
  }

  @Test
  void thereAreAtLeastThirtyOfThem() throws IOException {
    assertThat(names()).hasSizeGreaterThanOrEqualTo(30);
  }

  @ParameterizedTest
  @MethodSource("names")
  void eachGivesItsProblems(String name) throws IOException {
    Parsed parsed = parse(name);
    String problems =
        parsed.problems().stream()
            .map(problem -> problem.code() + " " + problem + "\n")
            .collect(Collectors.joining());
    Path golden = FOLDER.resolve(name + ".out.txt");
    if (Boolean.getBoolean("weft.rewrite")) {
      Files.writeString(golden, problems);
    }
    assertThat(problems).isEqualTo(Files.readString(golden));
  }

  @ParameterizedTest
  @MethodSource("names")
  void eachErrorHasAPlaceACauseAndARemedy(String name) throws IOException {
    assertThat(parse(name).problems())
        .anyMatch(problem -> problem.severity() == Severity.ERROR)
        .allSatisfy(problem -> {
          assertThat(problem.position().line()).isPositive();
          assertThat(problem.position().column()).isPositive();
          assertThat(problem.cause()).isNotEmpty();
          assertThat(problem.remedy()).isNotEmpty();
        });
  }

  private static Parsed parse(String name) throws IOException {
    byte[] bytes = Files.readAllBytes(FOLDER.resolve(name + ".in.yaml"));
    return Parser.parse(name + ".in.yaml", new String(bytes, StandardCharsets.UTF_8), "default");
  }
}
