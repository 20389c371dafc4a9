package dev.weft.telemetry.metrics;

/// Something that has numbers to show when asked.
@FunctionalInterface
public interface Collector {
  /// Tells `into` every metric as it is now. Called from any thread.
  void collect(Samples into);

  /// Receives metrics, each name once.
  interface Samples {
    void counter(Name name, long value);

    void gauge(Name name, long value);

    void histogram(Name name, Histogram.Snapshot snapshot);
  }
}
