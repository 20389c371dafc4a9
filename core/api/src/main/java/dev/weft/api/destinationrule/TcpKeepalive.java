package dev.weft.api.destinationrule;

import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Verified;
import java.time.Duration;
import java.util.Optional;

/// Keep-alive probes of the operating system (Istio, "TcpKeepalive"). Zero means the system's
/// default.
public record TcpKeepalive(int probes, Optional<Duration> time, Optional<Duration> interval)
    implements Verified {
  @Override
  public void verify(Findings findings) {
    Expect.notNegative(findings.at("probes"), probes);
    Expect.duration(findings.at("time"), time);
    Expect.duration(findings.at("interval"), interval);
  }
}
