package dev.weft.api.serviceentry;

import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Names;
import dev.weft.api.schema.Nearest;
import dev.weft.api.schema.Required;
import dev.weft.api.schema.Verified;
import dev.weft.model.Protocol;
import java.util.List;

/// A port of a service entry (Istio, "ServicePort"). Target port zero means the same number.
public record ServicePort(
    @Required int number, String protocol, @Required String name, int targetPort)
    implements Verified {

  private static final List<String> PROTOCOLS =
      List.of("HTTP", "HTTPS", "GRPC", "GRPC-WEB", "HTTP2", "MONGO", "TCP", "TLS");

  @Override
  public void verify(Findings findings) {
    Expect.port(findings.at("number"), number);
    Expect.portOrAny(findings.at("targetPort"), targetPort);
    if (!protocol.isEmpty() && Protocol.parse(protocol) == Protocol.UNSPECIFIED) {
      findings
          .at("protocol")
          .invalid("'" + protocol + "' is not a protocol", Nearest.remedy(protocol, PROTOCOLS));
    }
    if (!name.isEmpty()) {
      Expect.name(findings.at("name"), Names.label(name), "rename the port");
    }
  }
}
