package dev.weft.api.destinationrule;

import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Verified;
import java.util.Optional;

/// Limits on connections to a service (Istio, "ConnectionPoolSettings").
public record ConnectionPoolSettings(Optional<TcpSettings> tcp, Optional<HttpSettings> http)
    implements Verified {
  @Override
  public void verify(Findings findings) {
    if (tcp.isEmpty() && http.isEmpty()) {
      findings.missing("the connection pool has no settings", "write 'tcp' or 'http'");
    }
  }
}
