package dev.weft.graph.cluster;

/// How an endpoint is chosen among the healthy ones.
public sealed interface Policy {
  record RoundRobin(SlowStart slowStart) implements Policy {
    /// New endpoints take their full share at once.
    public RoundRobin() {
      this(SlowStart.NONE);
    }
  }

  /// @param choices how many random candidates are compared, at least 2
  record LeastRequest(int choices, SlowStart slowStart) implements Policy {
    /// New endpoints take their full share at once.
    public LeastRequest(int choices) {
      this(choices, SlowStart.NONE);
    }
  }

  record Random() implements Policy {}

  record RingHash(long minimumSize, long maximumSize) implements Policy {}

  /// @param tableSize a prime
  record Maglev(int tableSize) implements Policy {}

  /// Wherever the connection was going.
  record OriginalDestination() implements Policy {}

  /// How new endpoints come to their full share (Envoy, "Slow start mode"): it grows over the
  /// window from the least share, with `time^(1/aggression)`.
  ///
  /// @param windowNanos 0 for none
  /// @param leastPercent of the endpoint's weight
  record SlowStart(long windowNanos, double aggression, double leastPercent) {
    public static final SlowStart NONE = new SlowStart(0, 1, 100);

    /// The part of its weight that an endpoint of this age is worth.
    public double factor(long ageNanos) {
      if (ageNanos >= windowNanos) {
        return 1;
      }
      // Envoy counts in whole seconds and never from zero.
      double part = Math.max(1e9, ageNanos) / Math.max(1e9, windowNanos);
      return Math.max(leastPercent / 100, Math.min(1, Math.pow(part, 1 / aggression)));
    }
  }
}
