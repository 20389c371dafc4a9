package dev.weft.api.gateway;

import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Nearest;
import dev.weft.api.schema.Required;
import dev.weft.api.schema.Verified;
import dev.weft.model.Protocol;
import java.util.List;

/// A port of a gateway (Istio, "Port").
public record Port(
    @Required int number, @Required String protocol, @Required String name, int targetPort)
    implements Verified {

  private static final List<String> PROTOCOLS =
      List.of("HTTP", "HTTPS", "GRPC", "GRPC-WEB", "HTTP2", "MONGO", "TCP", "TLS");

  @Override
  public void verify(Findings findings) {
    if (!protocol.isEmpty() && Protocol.parse(protocol) == Protocol.UNSPECIFIED) {
      findings
          .at("protocol")
          .invalid("'" + protocol + "' is not a protocol", Nearest.remedy(protocol, PROTOCOLS));
    }
    if (targetPort != 0) {
      findings
          .at("targetPort")
          .invalid("'targetPort' has no meaning in a gateway", "set it in the gateway's Service");
    }
  }
}
