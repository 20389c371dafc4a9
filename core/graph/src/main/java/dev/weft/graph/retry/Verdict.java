package dev.weft.graph.retry;

/// What to do after an attempt.
public sealed interface Verdict {
  /// Try again after a pause. A retry was taken from the cluster's budget: end it with
  /// [dev.weft.graph.cluster.Usage#retryEnd()] when that attempt is over.
  record Again(long backoffNanos) implements Verdict {}

  /// Give the outcome to the client.
  record Stop(Reason reason) implements Verdict {}

  enum Reason {
    /// It was no failure, or none the policy speaks of.
    NOT_RETRIABLE,
    /// The upstream may have acted, and the method is not idempotent.
    UNSAFE,
    /// The attempts are used up (URX).
    EXHAUSTED,
    /// The budget or limit of retries is used up (UO).
    OVER_BUDGET,
    /// The request's body is gone.
    NOT_REPLAYABLE
  }
}
