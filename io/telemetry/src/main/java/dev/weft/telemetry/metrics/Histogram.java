package dev.weft.telemetry.metrics;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.DoubleAdder;

/// How often a measured value fell into which range.
public final class Histogram {
  /// The upper bounds that Envoy uses where nothing else is configured; Istio's milliseconds and
  /// bytes use them too.
  private static final double[] ENVOY_BOUNDS = {
    0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000, 30000, 60000, 300000, 600000,
    1800000, 3600000
  };

  private final double[] bounds;
  private final AtomicLongArray counts;
  private final DoubleAdder sum = new DoubleAdder();

  private Histogram(double[] bounds) {
    this.bounds = bounds;
    this.counts = new AtomicLongArray(bounds.length + 1);
  }

  /// With Envoy's default bounds.
  public static Histogram standard() {
    return new Histogram(ENVOY_BOUNDS);
  }

  /// With bounds of one's own, rising.
  public static Histogram bounded(double... upperBounds) {
    double[] copy = upperBounds.clone();
    for (int i = 1; i < copy.length; i++) {
      if (copy[i] <= copy[i - 1]) {
        throw new IllegalArgumentException("bounds do not rise: " + Arrays.toString(copy));
      }
    }
    return new Histogram(copy);
  }

  public void record(double value) {
    int at = 0;
    while (at < bounds.length && value > bounds[at]) {
      at++;
    }
    counts.incrementAndGet(at);
    sum.add(value);
  }

  /// What was recorded so far.
  public Snapshot snapshot() {
    long[] each = new long[counts.length()];
    for (int i = 0; i < each.length; i++) {
      each[i] = counts.get(i);
    }
    return new Snapshot(bounds, each, sum.sum());
  }

  /// Recorded values at one moment: `each[i]` values lay above bound `i - 1` and not above bound
  /// `i`; the last element counts those above every bound.
  @SuppressWarnings("ArrayRecordComponent")
  public record Snapshot(double[] bounds, long[] each, double sum) {
    /// How many values were recorded.
    public long count() {
      return Arrays.stream(each).sum();
    }

    /// The value below which a share `quantile` (0 to 1) of the recorded ones lie, interpolated
    /// within its range; the highest bound stands for all above it. Zero when nothing was recorded.
    public double quantile(double quantile) {
      long count = count();
      if (count == 0) {
        return 0;
      }
      double rank = quantile * count;
      long below = 0;
      for (int i = 0; i < each.length; i++) {
        if (each[i] > 0 && below + each[i] >= rank) {
          double low = i == 0 ? 0 : bounds[i - 1];
          double high = i < bounds.length ? bounds[i] : low;
          return low + (high - low) * Math.max(0, rank - below) / each[i];
        }
        below += each[i];
      }
      return bounds[bounds.length - 1];
    }
  }
}
