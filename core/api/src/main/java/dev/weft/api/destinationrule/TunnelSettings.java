package dev.weft.api.destinationrule;

import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Names;
import dev.weft.api.schema.Required;
import dev.weft.api.schema.Verified;

/// Tunnels TCP through a forward proxy (Istio, "TunnelSettings"). An empty protocol means CONNECT.
public record TunnelSettings(String protocol, @Required String targetHost, @Required int targetPort)
    implements Verified {
  @Override
  public void verify(Findings findings) {
    if (!protocol.isEmpty() && !protocol.equals("CONNECT") && !protocol.equals("POST")) {
      findings
          .at("protocol")
          .invalid("'" + protocol + "' cannot carry a tunnel", "use CONNECT or POST");
    }
    if (!targetHost.isEmpty() && !Expect.isAddress(targetHost)) {
      Expect.name(findings.at("targetHost"), Names.host(targetHost), "name a host or an address");
    }
    Expect.port(findings.at("targetPort"), targetPort);
  }
}
