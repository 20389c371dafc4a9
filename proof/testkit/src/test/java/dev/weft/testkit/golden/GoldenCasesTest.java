package dev.weft.testkit.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.graph.Graph;
import dev.weft.graph.Linker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every pair below `cases`. With `-Dweft.rewrite=true` what is expected becomes what is: review
/// the difference.
class GoldenCasesTest {
  private static final Path CASES = Path.of("src/test/resources/cases");
  private static final boolean REWRITE = Boolean.getBoolean("weft.rewrite");

  static Stream<Case> cases() {
    return Case.below(CASES).stream();
  }

  @Test
  void casesAreFound() {
    assertThat(cases().count()).isGreaterThan(30);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyCallEndsAsItsFileSays(Case golden) throws IOException {
    List<Call> answered = new ArrayList<>();
    for (Call call : golden.calls()) {
      answered.add(call.expecting(golden.answer(call)));
    }
    if (REWRITE) {
      CallsFile.write(golden.callsFile(), answered);
      return;
    }
    assertThat(golden.calls()).as("calls").isNotEmpty();
    List<Executable> checks = new ArrayList<>();
    for (int i = 0; i < answered.size(); i++) {
      Call expected = golden.calls().get(i);
      Call actual = answered.get(i);
      checks.add(
          () -> assertThat(actual.expect()).as(expected.toString()).isEqualTo(expected.expect()));
    }
    org.junit.jupiter.api.Assertions.assertAll(checks);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyProxyLinksAllThatItIsTold(Case golden) {
    for (String proxy : golden.cast().names()) {
      assertThat(Linker.link(golden.compile(proxy), Graph.EMPTY).rejections()).as(proxy).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void proxiesAreToldWhatTheCompiledFileHas(Case golden) throws IOException {
    String compiled = golden.compiled();
    if (REWRITE) {
      Files.writeString(golden.compiledFile(), compiled);
      return;
    }
    assertThat(golden.shows()).as("shown proxies").isNotEmpty();
    assertThat(compiled).isEqualTo(Files.readString(golden.compiledFile()));
  }
}
