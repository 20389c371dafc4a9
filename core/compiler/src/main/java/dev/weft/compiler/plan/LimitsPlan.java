package dev.weft.compiler.plan;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/// Limits on the connections of a cluster (Istio `ConnectionPoolSettings`); absent is unlimited or
/// the default.
///
/// @param maxRequestsPerConnection zero for no limit
/// @param retryBudgetPercent share of active requests that may be retries, 0 to 100
public record LimitsPlan(
    OptionalInt maxConnections,
    OptionalInt maxPendingRequests,
    OptionalInt maxRequests,
    OptionalInt maxRetries,
    OptionalInt maxRequestsPerConnection,
    OptionalInt maxConcurrentStreams,
    Optional<Duration> idleTimeout,
    Optional<Duration> maxConnectionDuration,
    Optional<Keepalive> keepalive,
    Optional<RetryBudget> retryBudget) {
  public static final LimitsPlan NONE =
      new LimitsPlan(
          OptionalInt.empty(),
          OptionalInt.empty(),
          OptionalInt.empty(),
          OptionalInt.empty(),
          OptionalInt.empty(),
          OptionalInt.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  /// TCP keep-alive; zero is the system's default.
  public record Keepalive(int probes, Duration time, Duration interval) {}

  /// @param percent of active requests that may be retries, 0 to 100
  public record RetryBudget(double percent, int minimumConcurrency) {}
}
