package dev.weft.lab.topology;

import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Names;
import dev.weft.api.schema.Required;
import dev.weft.api.schema.Verified;
import java.util.Optional;

/// A port of a workload's Service.
///
/// @param name as Istio reads it: `http`, `tcp-echo`
/// @param port of the service
/// @param targetPort of the pod; absent for the same
public record Port(@Required String name, @Required int port, Optional<Integer> targetPort)
    implements Verified {
  /// The port that the program listens on.
  public int target() {
    return targetPort.orElse(port);
  }

  @Override
  public void verify(Findings findings) {
    Expect.name(findings.at("name"), Names.label(name), "use small letters, digits and '-'");
    Expect.port(findings.at("port"), port);
    targetPort.ifPresent(target -> Expect.port(findings.at("targetPort"), target));
  }
}
