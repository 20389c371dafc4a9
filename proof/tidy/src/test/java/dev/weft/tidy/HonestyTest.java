package dev.weft.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.tidy.Sources.Source;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Nothing is unfinished, hidden or switched off (CONTRIBUTING.md, "Done").
class HonestyTest {
  private static final Pattern UNFINISHED =
      Pattern.compile("\\b(TO" + "DO|FIX" + "ME|X" + "XX)\\b|Unsupported" + "OperationException");
  private static final Pattern SWALLOWED =
      Pattern.compile("catch \\([^)]*\\) *\\{\\s*\\}", Pattern.DOTALL);
  private static final Pattern SWITCHED_OFF =
      Pattern.compile("@Dis" + "abled|@Ign" + "ore\\b|\\bassume" + "(True|That|False)\\(");
  private static final Pattern SLEEPING = Pattern.compile("Thread\\.sl" + "eep\\(");

  @Test
  void nothingIsMarkedAsUnfinished() {
    assertThat(hits(Sources.main().stream(), UNFINISHED)).isEmpty();
  }

  @Test
  void noErrorIsSwallowed() {
    assertThat(hits(Sources.all().stream(), SWALLOWED)).isEmpty();
  }

  @Test
  void noTestIsSwitchedOff() {
    assertThat(hits(tests(), SWITCHED_OFF)).isEmpty();
  }

  @Test
  void testsWaitForAConditionAndNeverSleep() {
    assertThat(hits(tests(), SLEEPING)).isEmpty();
  }

  private static Stream<Source> tests() {
    return Sources.all().stream().filter(Source::isTest);
  }

  private static Stream<String> hits(Stream<Source> sources, Pattern pattern) {
    return sources.flatMap(file ->
        pattern
            .matcher(file.text())
            .results()
            .map(hit -> file.path() + ":" + line(file.text(), hit.start())));
  }

  private static long line(String text, int offset) {
    return text.substring(0, offset).lines().count();
  }
}
