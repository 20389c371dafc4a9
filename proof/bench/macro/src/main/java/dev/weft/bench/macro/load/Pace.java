package dev.weft.bench.macro.load;

/// How a load asks: as fast as answers come, or at a rate that does not wait for them.
public sealed interface Pace {
  /// Each connection asks again when it was answered.
  record Closed() implements Pace {}

  /// Requests start on a schedule spread over the connections; a late answer counts from when it
  /// was due.
  record Open(int requestsPerSecond) implements Pace {}
}
