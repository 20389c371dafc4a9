package dev.weft.api.kubernetes;

import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Required;
import dev.weft.api.schema.Verified;
import java.util.Optional;

/// A port of a service; an empty protocol means TCP.
public record ServicePort(
    String name,
    String protocol,
    String appProtocol,
    @Required int port,
    Optional<NumberOrName> targetPort,
    int nodePort)
    implements Verified {
  @Override
  public void verify(Findings findings) {
    Expect.port(findings.at("port"), port);
    Expect.portOrAny(findings.at("nodePort"), nodePort);
    if (targetPort.orElse(null) instanceof NumberOrName.Number number) {
      Expect.port(findings.at("targetPort"), number.value());
    }
  }
}
