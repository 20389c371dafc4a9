package dev.weft.graph.retry;

import dev.weft.graph.match.HeaderMatch;
import java.util.List;
import java.util.Set;

/// When and how often a request is tried again. Times in nanoseconds; zero means none.
///
/// @param retries beyond the first attempt
/// @param statuses that [RetryOn#RETRIABLE_STATUS_CODES] means
/// @param avoidTried whether later attempts should avoid endpoints that earlier ones used
/// @param hostAttempts how often another endpoint is sought for that
/// @param sparePrioritiesEvery after every so many attempts the priorities that they used are left
///   out; 0 never
public record RetryPolicy(
    Set<RetryOn> conditions,
    int retries,
    Set<Integer> statuses,
    List<HeaderMatch> headers,
    long perTryTimeoutNanos,
    long baseBackoffNanos,
    long maxBackoffNanos,
    boolean avoidTried,
    int hostAttempts,
    int sparePrioritiesEvery) {
  /// A policy that does not look at priorities.
  public RetryPolicy(
      Set<RetryOn> conditions,
      int retries,
      Set<Integer> statuses,
      List<HeaderMatch> headers,
      long perTryTimeoutNanos,
      long baseBackoffNanos,
      long maxBackoffNanos,
      boolean avoidTried,
      int hostAttempts) {
    this(
        conditions,
        retries,
        statuses,
        headers,
        perTryTimeoutNanos,
        baseBackoffNanos,
        maxBackoffNanos,
        avoidTried,
        hostAttempts,
        0);
  }

  public static final RetryPolicy NONE =
      new RetryPolicy(Set.of(), 0, Set.of(), List.of(), 0, 25_000_000L, 250_000_000L, false, 1);

  public RetryPolicy {
    conditions = Set.copyOf(conditions);
    statuses = Set.copyOf(statuses);
    headers = List.copyOf(headers);
  }
}
