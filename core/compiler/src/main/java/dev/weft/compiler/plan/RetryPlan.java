package dev.weft.compiler.plan;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// How a failed request is tried again (Istio `HTTPRetry`).
///
/// @param attempts further tries after the first
/// @param on Envoy's condition names, such as `connect-failure`
/// @param statuses response codes that are tried again as well
/// @param ignorePreviousHosts whether an endpoint that was tried is avoided
/// @param otherLocalities whether a further try may go to another locality
public record RetryPlan(
    int attempts,
    Optional<Duration> perTryTimeout,
    List<String> on,
    List<Integer> statuses,
    Optional<Duration> backoff,
    boolean ignorePreviousHosts,
    boolean otherLocalities) {
  public RetryPlan {
    on = List.copyOf(on);
    statuses = List.copyOf(statuses);
  }
}
