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
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// What holds for every text, however broken.
class ParserPropertiesTest {
  private static final String WORDS = " \n\t{}[]:,-#&*!|>'\"%@`?~<<0a\u0000\u0085\uFEFF---...";

  @Property(tries = 500)
  void arbitraryBytesGiveProblemsAndNoException(@ForAll byte[] bytes) {
    holds(new String(bytes, StandardCharsets.UTF_8));
  }

  @Property(tries = 500)
  void arbitraryMarksGiveProblemsAndNoException(@ForAll("marks") String text) {
    holds("apiVersion: v1\nkind: Service\nspec: " + text);
  }

  @Property(tries = 500)
  void mutatedResourcesGiveProblemsAndNoException(@ForAll("seeds") String text, @ForAll long seed) {
    holds(mutated(text, new Random(seed)));
  }

  @Provide
  Arbitrary<String> marks() {
    return Arbitraries.strings().withChars(WORDS.toCharArray()).ofMaxLength(60);
  }

  @Provide
  Arbitrary<String> seeds() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/broken"))) {
      List<Path> inputs =
          files.filter(file -> file.toString().endsWith(".in.yaml")).sorted().toList();
      return Arbitraries.of(inputs).map(ParserPropertiesTest::text);
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

  private static void holds(String text) {
    Parsed parsed = Parser.parse("a.yaml", text, "default");
    boolean errors =
        parsed.problems().stream().anyMatch(problem -> problem.severity() == Severity.ERROR);
    assertThat(errors || parsed.refused().isEmpty() && parsed.unreadable() == 0).isTrue();
    assertThat(parsed.problems())
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
}
