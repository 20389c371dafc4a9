package dev.weft.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.Severity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What holds for every text, however broken.
class ParserPropertiesTest {
  private static final String WORDS = " \n\t{}[]:,-#&*!|>'\"%@`?~<<0a\u0000\u0085\uFEFF---...";

  @Test
  void arbitraryBytesGiveProblemsAndNoException() {
    for (int seed = 0; seed < 500; seed++) {
      byte[] bytes = new byte[new Random(seed).nextInt(300)];
      new Random(seed).nextBytes(bytes);
      holds(new String(bytes, StandardCharsets.UTF_8), seed);
    }
  }

  @Test
  void arbitraryMarksGiveProblemsAndNoException() {
    for (int seed = 0; seed < 1500; seed++) {
      Random random = new Random(seed);
      StringBuilder marks = new StringBuilder();
      for (int i = random.nextInt(61); i > 0; i--) {
        marks.append(WORDS.charAt(random.nextInt(WORDS.length())));
      }
      holds("apiVersion: v1\nkind: Service\nspec: " + marks, seed);
    }
  }

  @Test
  void mutatedResourcesGiveProblemsAndNoException() throws IOException {
    List<String> texts = texts();
    for (int seed = 0; seed < 1000; seed++) {
      holds(mutated(texts.get(seed % texts.size()), new Random(seed)), seed);
    }
  }

  private static List<String> texts() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/broken"))) {
      return files
          .filter(file -> file.toString().endsWith(".in.yaml"))
          .sorted()
          .map(ParserPropertiesTest::text)
          .toList();
    }
  }

  private static String text(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /// Removes, doubles and replaces a few characters and lines.
  private static String mutated(String text, Random random) {
    StringBuilder mutated = new StringBuilder(text);
    for (int i = 0; i < 1 + random.nextInt(6) && !mutated.isEmpty(); i++) {
      int at = random.nextInt(mutated.length());
      int end = Math.min(mutated.length(), at + 1 + random.nextInt(12));
      switch (random.nextInt(3)) {
        case 0 -> mutated.delete(at, end);
        case 1 -> mutated.insert(at, mutated.substring(at, end));
        default -> mutated.setCharAt(at, WORDS.charAt(random.nextInt(WORDS.length())));
      }
    }
    return mutated.toString();
  }

  private static void holds(String text, int seed) {
    Parsed parsed = parsed(text, seed);
    boolean errors =
        parsed.problems().stream().anyMatch(problem -> problem.severity() == Severity.ERROR);
    assertThat(errors || parsed.refused().isEmpty() && parsed.unreadable() == 0)
        .as("seed %d", seed)
        .isTrue();
    assertThat(parsed.problems())
        .as("seed %d", seed)
        .allSatisfy(problem -> {
          assertThat(problem.position().line()).isPositive();
          assertThat(problem.cause()).doesNotContain("\n");
        });
    for (Resource<?> resource : parsed.resources()) {
      Parsed again = Parser.parse("a.yaml", resource.yaml(), resource.meta().namespace());
      assertThat(again.resources()).as(resource.yaml()).isNotEmpty();
      assertThat(again.resources().getFirst().says(resource)).as(resource.yaml()).isTrue();
      Parsed json = Parser.parse("a.json", resource.json(), resource.meta().namespace());
      assertThat(json.resources()).as(resource.json()).isNotEmpty();
      assertThat(json.resources().getFirst().says(resource)).as(resource.json()).isTrue();
    }
  }

  private static Parsed parsed(String text, int seed) {
    try {
      return Parser.parse("a.yaml", text, "default");
    } catch (RuntimeException defect) {
      throw new AssertionError("seed " + seed + ": " + text, defect);
    }
  }
}
