package dev.weft.api.virtualservice;

import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Nearest;
import dev.weft.api.schema.Verified;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// How often and when to try again (Istio, "HTTPRetry").
public record HttpRetry(
    int attempts,
    Optional<Duration> perTryTimeout,
    String retryOn,
    Optional<Boolean> retryRemoteLocalities,
    Optional<Boolean> retryIgnorePreviousHosts,
    Optional<Duration> backoff)
    implements Verified {

  /// Conditions that proxies know (Envoy, `x-envoy-retry-on` and `x-envoy-retry-grpc-on`).
  private static final List<String> CONDITIONS =
      List.of(
          "5xx",
          "gateway-error",
          "reset",
          "reset-before-request",
          "connect-failure",
          "envoy-ratelimited",
          "retriable-4xx",
          "refused-stream",
          "retriable-status-codes",
          "retriable-headers",
          "http3-post-connect-failure",
          "cancelled",
          "deadline-exceeded",
          "internal",
          "resource-exhausted",
          "unavailable");

  @Override
  public void verify(Findings findings) {
    Expect.notNegative(findings.at("attempts"), attempts);
    if (attempts == 0
        && (perTryTimeout.isPresent() || !retryOn.isEmpty() || retryRemoteLocalities.isPresent())) {
      findings
          .at("attempts")
          .conflict(
              "retries are configured but 'attempts' is 0", "set 'attempts', or remove the rest");
    }
    Expect.duration(findings.at("perTryTimeout"), perTryTimeout);
    Expect.duration(findings.at("backoff"), backoff);
    if (!retryOn.isEmpty()) {
      for (String condition : retryOn.split(",", -1)) {
        if (!CONDITIONS.contains(condition.strip())
            && !condition.strip().matches("[1-5][0-9]{2}")) {
          findings
              .at("retryOn")
              .invalid(
                  "'" + condition + "' is not a condition for retries",
                  Nearest.of(condition, CONDITIONS)
                      .map(nearest -> "did you mean '" + nearest + "'?")
                      .orElse("use conditions of Envoy's retry policy, or status codes"));
        }
      }
    }
  }
}
