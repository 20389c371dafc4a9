package dev.weft.lab.drill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.lab.topology.Drill;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.Test;

class VerdictTest {
  private static Drill drill(double most, double least, int recoverySeconds) {
    return new Drill(
        "a drill",
        List.of("kill", "pod", "east/echo"),
        "east/caller",
        "http://echo.shop/",
        Duration.ofSeconds(10),
        most,
        least,
        Duration.ofSeconds(recoverySeconds));
  }

  /// Ten calls a second from one second before the fault to ten after its end; it lasts ten.
  private static Report report(Drill drill, LongPredicate bad) {
    List<Sample> samples = new ArrayList<>();
    for (long at = -1_000; at < 20_000; at += 100) {
      samples.add(new Sample(at, !bad.test(at), bad.test(at) ? "reset" : ""));
    }
    return Verdict.of(drill, samples, 10_000);
  }

  @Test
  void nothingFailedIsWithinEveryBound() {
    Report report = report(drill(0, 0, 0), at -> false);
    assertThat(report.holds()).isTrue();
    assertThat(report.calls()).isEqualTo(100);
    assertThat(report.recovery()).isZero();
    assertThat(report.reason()).isEmpty();
  }

  @Test
  void oneCallTooManyIsOutOfBounds() {
    Report report = report(drill(1, 0, 10), at -> at == 300 || at == 400);
    assertThat(report.holds()).isFalse();
    assertThat(report.failed()).isEqualTo(2);
    assertThat(report.reason()).isEqualTo("2.0 % failed, not at most 1.0 %: reset");
  }

  @Test
  void recoveryEndsWithTheFirstCallThatSucceedsAfterTheLastThatFailed() {
    Report report = report(drill(100, 0, 2), at -> at >= 0 && at < 2_500);
    assertThat(report.recovery()).isEqualTo(Duration.ofMillis(2_500));
    assertThat(report.reason()).startsWith("calls failed for 2.5 s, not 2.0 s");
    assertThat(report(drill(100, 0, 3), at -> at >= 0 && at < 2_500).holds()).isTrue();
  }

  @Test
  void aFaultThatIsToBeFeltCountsFromItsEnd() {
    Report report = report(drill(100, 90, 1), at -> at >= 0 && at < 10_700);
    assertThat(report.recovery()).isEqualTo(Duration.ofMillis(700));
    assertThat(report.holds()).isTrue();
  }

  @Test
  void aFaultThatNobodyFeelsIsNoFault() {
    Report report = report(drill(100, 90, 1), at -> at < 1_000 && at >= 0);
    assertThat(report.holds()).isFalse();
    assertThat(report.reason()).contains("the fault was not felt");
  }

  @Test
  void callsThatFailToTheEndAreNoRecovery() {
    Report report = report(drill(100, 0, 600), at -> at >= 0);
    assertThat(report.holds()).isFalse();
    assertThat(report.reason()).startsWith("calls still failed at the end");
  }

  @Test
  void tooFewCallsProveNothing() {
    Report report = Verdict.of(drill(0, 0, 1), List.of(new Sample(1, true, "")), 10_000);
    assertThat(report.holds()).isFalse();
    assertThat(report.reason()).isEqualTo("only 1 calls were made: too few to tell");
  }
}
