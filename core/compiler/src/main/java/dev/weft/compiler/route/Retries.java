package dev.weft.compiler.route;

import dev.weft.api.virtualservice.HttpRetry;
import dev.weft.compiler.plan.RetryPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How failed requests are tried again: the rule's policy, else the mesh's, else Istio's default.
final class Retries {
  private static final List<String> DEFAULT_ON =
      List.of(
          "connect-failure",
          "refused-stream",
          "unavailable",
          "cancelled",
          "retriable-status-codes");

  private Retries() {}

  /// @param hashed whether the endpoint is chosen by a hash, which then also holds for retries
  static Optional<RetryPlan> of(
      Optional<HttpRetry> written, Optional<HttpRetry> mesh, boolean hashed) {
    Optional<HttpRetry> policy = written.or(() -> mesh);
    if (policy.isEmpty()) {
      return Optional.of(standard(hashed));
    }
    HttpRetry retry = policy.get();
    if (retry.attempts() <= 0) {
      return Optional.empty();
    }
    List<String> on = new ArrayList<>();
    List<Integer> statuses = new ArrayList<>();
    for (String word : retry.retryOn().split(",", -1)) {
      String token = word.trim();
      if (isStatus(token)) {
        statuses.add(Integer.valueOf(token));
      } else if (!token.isEmpty()) {
        on.add(token);
      }
    }
    if (retry.retryOn().isBlank()) {
      on.addAll(DEFAULT_ON);
    } else if (!statuses.isEmpty() && !on.contains("retriable-status-codes")) {
      on.add("retriable-status-codes");
    }
    return Optional.of(
        new RetryPlan(
            retry.attempts(),
            retry.perTryTimeout(),
            on,
            statuses,
            retry.backoff(),
            retry.retryIgnorePreviousHosts().orElse(!hashed),
            retry.retryRemoteLocalities().orElse(false)));
  }

  static RetryPlan standard(boolean hashed) {
    return new RetryPlan(
        2, Optional.empty(), DEFAULT_ON, List.of(), Optional.empty(), !hashed, false);
  }

  private static boolean isStatus(String token) {
    return token.length() == 3
        && token.chars().allMatch(c -> c >= '0' && c <= '9')
        && token.charAt(0) >= '1'
        && token.charAt(0) <= '5';
  }
}
