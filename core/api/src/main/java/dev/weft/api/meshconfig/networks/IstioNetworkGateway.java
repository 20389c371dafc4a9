package dev.weft.api.meshconfig.networks;

import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Inline;
import dev.weft.api.schema.Required;
import dev.weft.api.schema.Verified;
import java.util.Optional;

/// A way into a network from others (Istio, "IstioNetworkGateway").
public record IstioNetworkGateway(
    @Inline Optional<GatewayAddress> gw, @Required int port, String locality) implements Verified {
  @Override
  public void verify(Findings findings) {
    Expect.port(findings.at("port"), port);
    if (gw.isEmpty()) {
      findings.missing("the gateway has no address", "write 'address' or 'registryServiceName'");
    }
  }
}
