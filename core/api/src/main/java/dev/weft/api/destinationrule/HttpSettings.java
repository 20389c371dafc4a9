package dev.weft.api.destinationrule;

import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Verified;
import java.time.Duration;
import java.util.Optional;

/// Limits for HTTP connections (Istio, "ConnectionPoolSettings.HTTPSettings"). Zero means unset.
public record HttpSettings(
    int http1MaxPendingRequests,
    int http2MaxRequests,
    int maxRequestsPerConnection,
    int maxRetries,
    Optional<Duration> idleTimeout,
    H2UpgradePolicy h2UpgradePolicy,
    boolean useClientProtocol,
    int maxConcurrentStreams,
    Optional<Http2KeepAlive> http2KeepAlive)
    implements Verified {
  @Override
  public void verify(Findings findings) {
    Expect.notNegative(findings.at("http1MaxPendingRequests"), http1MaxPendingRequests);
    Expect.notNegative(findings.at("http2MaxRequests"), http2MaxRequests);
    Expect.notNegative(findings.at("maxRequestsPerConnection"), maxRequestsPerConnection);
    Expect.notNegative(findings.at("maxRetries"), maxRetries);
    Expect.notNegative(findings.at("maxConcurrentStreams"), maxConcurrentStreams);
    Expect.duration(findings.at("idleTimeout"), idleTimeout);
    if (h2UpgradePolicy == H2UpgradePolicy.UPGRADE && useClientProtocol) {
      findings
          .at("useClientProtocol")
          .conflict(
              "'useClientProtocol' and 'h2UpgradePolicy: UPGRADE' exclude one another",
              "keep one of them");
    }
  }

  /// One of the values that the API has; the first is the default.
  public enum H2UpgradePolicy {
    DEFAULT,
    DO_NOT_UPGRADE,
    UPGRADE
  }

  /// Pings on idle HTTP/2 connections.
  public record Http2KeepAlive(Optional<Duration> interval, Optional<Duration> timeout)
      implements Verified {
    @Override
    public void verify(Findings findings) {
      if (interval.isEmpty() || timeout.isEmpty()) {
        findings.missing("the keep-alive is incomplete", "write 'interval' and 'timeout'");
      }
      Expect.duration(findings.at("interval"), interval);
      Expect.duration(findings.at("timeout"), timeout);
    }
  }
}
