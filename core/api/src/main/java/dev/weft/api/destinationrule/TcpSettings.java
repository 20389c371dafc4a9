package dev.weft.api.destinationrule;

import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Verified;
import java.time.Duration;
import java.util.Optional;

/// Limits for all connections (Istio, "ConnectionPoolSettings.TCPSettings"). Zero means unset.
public record TcpSettings(
    int maxConnections,
    Optional<Duration> connectTimeout,
    Optional<TcpKeepalive> tcpKeepalive,
    Optional<Duration> maxConnectionDuration,
    Optional<Duration> idleTimeout)
    implements Verified {
  @Override
  public void verify(Findings findings) {
    Expect.notNegative(findings.at("maxConnections"), maxConnections);
    Expect.duration(findings.at("connectTimeout"), connectTimeout);
    Expect.duration(findings.at("maxConnectionDuration"), maxConnectionDuration);
    Expect.duration(findings.at("idleTimeout"), idleTimeout.filter(timeout -> !timeout.isZero()));
  }
}
