package dev.weft.graph.cluster;

import java.util.Optional;

/// Circuit breakers of default priority: the most that may be under way at once.
public record Limits(
    int connections, int pendingRequests, int requests, int retries, Optional<RetryBudget> budget) {
  /// Envoy's own defaults: 1024 each, 3 retries.
  public static final Limits DEFAULT = new Limits(1024, 1024, 1024, 3, Optional.empty());

  /// The budget of retries that holds: the written one, or Weft's own.
  public RetryBudget retryBudget() {
    return budget.orElse(RetryBudget.DEFAULT);
  }

  /// @param percent of the requests under way that may be retries
  /// @param minimum retries that are always allowed
  public record RetryBudget(double percent, int minimum) {
    /// Weft's own, where nothing is configured.
    public static final RetryBudget DEFAULT = new RetryBudget(20, 3);
  }
}
