package dev.weft.api.sidecar;

import dev.weft.api.schema.Expect;
/// A port of a sidecar (Istio, "SidecarPort").
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Nearest;
import dev.weft.api.schema.Verified;
import dev.weft.model.Protocol;
import java.util.List;

public record SidecarPort(int number, String protocol, String name, int targetPort)
    implements Verified {
  @Override
  public void verify(Findings findings) {
    if (targetPort != 0) {
      findings.at("targetPort").invalid("'targetPort' has no meaning in a sidecar", "remove it");
    }
    if (!protocol.isEmpty() && Protocol.parse(protocol) == Protocol.UNSPECIFIED) {
      findings
          .at("protocol")
          .invalid(
              "'" + protocol + "' is not a protocol",
              Nearest.remedy(
                  protocol,
                  List.of("HTTP", "HTTPS", "GRPC", "HTTP2", "MONGO", "TCP", "TLS", "HTTP_PROXY")));
    }
    Expect.portOrAny(findings.at("number"), number);
  }
}
