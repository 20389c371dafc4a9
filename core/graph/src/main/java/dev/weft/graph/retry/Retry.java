package dev.weft.graph.retry;

import dev.weft.graph.cluster.Cluster;
import dev.weft.graph.match.HeaderMatch;
import java.util.EnumSet;
import java.util.Set;
import java.util.random.RandomGenerator;

/// Judges attempts: Envoy's conditions, held in check by Weft's own safety. A request whose method
/// is not idempotent is tried again only when the upstream provably did not act on it, or when the
/// route names a gRPC status that the upstream answered with.
public final class Retry {
  private static final Set<String> IDEMPOTENT =
      Set.of("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE");

  /// What Istio asks for where the user asked for nothing; it says nothing of the user's intent.
  private static final Set<RetryOn> UNASKED =
      EnumSet.of(
          RetryOn.CONNECT_FAILURE,
          RetryOn.REFUSED_STREAM,
          RetryOn.UNAVAILABLE,
          RetryOn.CANCELLED,
          RetryOn.RETRIABLE_STATUS_CODES);

  private Retry() {}

  /// Decides after an attempt; takes from the cluster's budget when the verdict is to try again.
  public static Verdict judge(
      RetryPolicy policy,
      Attempt attempt,
      Outcome outcome,
      Cluster cluster,
      RandomGenerator random) {
    if (!wanted(policy, outcome)) {
      return new Verdict.Stop(Verdict.Reason.NOT_RETRIABLE);
    }
    if (!safe(policy, attempt, outcome)) {
      return new Verdict.Stop(Verdict.Reason.UNSAFE);
    }
    if (attempt.number() > policy.retries()) {
      return new Verdict.Stop(Verdict.Reason.EXHAUSTED);
    }
    if (!attempt.replayable()) {
      return new Verdict.Stop(Verdict.Reason.NOT_REPLAYABLE);
    }
    boolean within =
        outcome instanceof Outcome.ConnectFailure
            ? cluster.usage().tryUnsent(cluster.limits())
            : cluster.usage().tryRetry(cluster.limits());
    if (!within) {
      return new Verdict.Stop(Verdict.Reason.OVER_BUDGET);
    }
    return new Verdict.Again(backoff(policy, attempt.number(), random));
  }

  /// Whether the policy speaks of such an outcome.
  static boolean wanted(RetryPolicy policy, Outcome outcome) {
    Set<RetryOn> on = policy.conditions();
    if (policy.retries() <= 0 || on.isEmpty()) {
      return false;
    }
    boolean asError = on.contains(RetryOn.SERVER_ERROR) || on.contains(RetryOn.GATEWAY_ERROR);
    return switch (outcome) {
      case Outcome.ConnectFailure failure ->
          asError
              || on.contains(RetryOn.CONNECT_FAILURE)
              || on.contains(RetryOn.RESET)
              || on.contains(RetryOn.RESET_BEFORE_REQUEST);
      case Outcome.Refused refused ->
          asError || on.contains(RetryOn.REFUSED_STREAM) || on.contains(RetryOn.RESET);
      case Outcome.Reset reset ->
          asError
              || on.contains(RetryOn.RESET)
              || on.contains(RetryOn.RESET_BEFORE_REQUEST) && !reset.requestSent();
      case Outcome.TimedOut timedOut -> asError || on.contains(RetryOn.RESET);
      case Outcome.Answered answered -> wantedAnswer(policy, answered);
      case Outcome.Overflow overflow -> false;
    };
  }

  private static boolean wantedAnswer(RetryPolicy policy, Outcome.Answered answered) {
    Set<RetryOn> on = policy.conditions();
    int status = answered.status();
    if (answered.headers().header("x-envoy-overloaded") != null) {
      return false;
    }
    if (answered.headers().header("x-envoy-ratelimited") != null) {
      return on.contains(RetryOn.ENVOY_RATELIMITED);
    }
    if (status >= 500 && status <= 599 && on.contains(RetryOn.SERVER_ERROR)
        || status >= 502 && status <= 504 && on.contains(RetryOn.GATEWAY_ERROR)
        || status == 409 && on.contains(RetryOn.RETRIABLE_4XX)
        || on.contains(RetryOn.RETRIABLE_STATUS_CODES) && policy.statuses().contains(status)) {
      return true;
    }
    if (on.contains(RetryOn.RETRIABLE_HEADERS)) {
      for (HeaderMatch match : policy.headers()) {
        if (match.matches(answered.headers())) {
          return true;
        }
      }
    }
    return wantedGrpc(on, answered.grpcStatus());
  }

  private static boolean wantedGrpc(Set<RetryOn> on, int grpcStatus) {
    return switch (grpcStatus) {
      case 1 -> on.contains(RetryOn.CANCELLED);
      case 4 -> on.contains(RetryOn.DEADLINE_EXCEEDED);
      case 8 -> on.contains(RetryOn.RESOURCE_EXHAUSTED);
      case 13 -> on.contains(RetryOn.INTERNAL);
      case 14 -> on.contains(RetryOn.UNAVAILABLE);
      default -> false;
    };
  }

  private static boolean safe(RetryPolicy policy, Attempt attempt, Outcome outcome) {
    if (IDEMPOTENT.contains(attempt.method())) {
      return true;
    }
    return switch (outcome) {
      case Outcome.ConnectFailure failure -> true;
      case Outcome.Refused refused -> true;
      case Outcome.Reset reset -> !reset.requestSent();
      case Outcome.TimedOut timedOut -> false;
      case Outcome.Overflow overflow -> true;
      // RFC 9110 15.5.20, RFC 8470 5.2 and RFC 6585 4 say of these that nothing was done.
      case Outcome.Answered answered ->
          answered.status() == 421
              || answered.status() == 425
              || answered.status() == 429
              || attempt.grpc()
                  && !policy.conditions().equals(UNASKED)
                  && wantedGrpc(policy.conditions(), answered.grpcStatus());
    };
  }

  /// Exponential with full jitter, as Envoy's.
  private static long backoff(RetryPolicy policy, int number, RandomGenerator random) {
    long most = Math.max(policy.baseBackoffNanos(), policy.maxBackoffNanos());
    int doublings = Math.min(number - 1, 30);
    long window =
        policy.baseBackoffNanos() > most >> doublings
            ? most
            : policy.baseBackoffNanos() << doublings;
    return window <= 0 ? 0 : random.nextLong(window);
  }
}
