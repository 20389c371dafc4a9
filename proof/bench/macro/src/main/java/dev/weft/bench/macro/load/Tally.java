package dev.weft.bench.macro.load;

import java.util.Arrays;

/// What a load saw: how many answers were good, how many not, and how long each took. Confined to
/// one thread.
public final class Tally {
  private long[] nanos = new long[1 << 16];
  private int count;
  private long failed;

  void answered(int status, long tookNanos) {
    if (status != 200) {
      failed++;
      return;
    }
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, count * 2);
    }
    nanos[count++] = tookNanos;
  }

  void failed() {
    failed++;
  }

  public long answers() {
    return count;
  }

  public long failures() {
    return failed;
  }

  /// @param share 0 to 1
  /// @return microseconds; zero when nothing was answered
  public double percentileMicros(double share) {
    if (count == 0) {
      return 0;
    }
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    return sorted[Math.min(count - 1, (int) (count * share))] / 1_000.0;
  }
}
