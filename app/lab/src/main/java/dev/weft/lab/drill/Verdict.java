package dev.weft.lab.drill;

import dev.weft.lab.topology.Drill;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Judges the calls of a drill by its bounds.
final class Verdict {
  /// Fewer calls than these prove nothing.
  private static final int LEAST_CALLS = 20;

  private Verdict() {}

  /// @param healed when the fault was ordered to end, in milliseconds since it began
  static Report of(Drill drill, List<Sample> samples, long healed) {
    List<Sample> during =
        samples.stream().filter(sample -> sample.began() >= 0 && sample.began() < healed).toList();
    List<Sample> bad = samples.stream().filter(sample -> !sample.good()).toList();
    int failed = (int) during.stream().filter(sample -> !sample.good()).count();
    long from = drill.feltPercent() > 0 ? healed : 0;
    long last = bad.stream().mapToLong(Sample::began).max().orElse(-1);
    // A call that fails shows what was so when it began; the next good one shows that it is over.
    long over =
        samples.stream()
            .filter(sample -> sample.good() && sample.began() > last)
            .mapToLong(Sample::began)
            .min()
            .orElse(Long.MAX_VALUE);
    boolean recovered = last < 0 || over != Long.MAX_VALUE;
    Duration recovery =
        last < 0 ? Duration.ZERO : Duration.ofMillis(Math.max(0, (recovered ? over : last) - from));
    double percent = during.isEmpty() ? 0 : 100.0 * failed / during.size();
    List<String> wrong = new ArrayList<>();
    if (during.size() < LEAST_CALLS) {
      wrong.add("only " + during.size() + " calls were made: too few to tell");
    }
    if (percent > drill.failedPercent()) {
      wrong.add(text("%.1f %% failed, not at most %.1f %%", percent, drill.failedPercent()));
    }
    if (percent < drill.feltPercent()) {
      wrong.add(
          text(
              "%.1f %% failed: the fault was not felt, as %.1f %% would",
              percent, drill.feltPercent()));
    }
    if (!recovered) {
      wrong.add("calls still failed at the end");
    } else if (recovery.compareTo(drill.recovery()) > 0) {
      wrong.add(
          text(
              "calls failed for %.1f s, not %.1f s", seconds(recovery), seconds(drill.recovery())));
    }
    String why = bad.isEmpty() ? "" : bad.getFirst().words();
    String reason = String.join("; ", wrong) + (wrong.isEmpty() || why.isEmpty() ? "" : ": ") + why;
    return new Report(
        drill.name(),
        String.join(" ", drill.fault()),
        during.size(),
        failed,
        recovery,
        wrong.isEmpty(),
        reason);
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }

  private static String text(String words, double first, double second) {
    return String.format(Locale.ROOT, words, first, second);
  }
}
