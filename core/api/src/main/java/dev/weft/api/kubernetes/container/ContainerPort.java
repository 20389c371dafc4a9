package dev.weft.api.kubernetes.container;

import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Required;
import dev.weft.api.schema.Verified;

/// A port that a container listens on; an empty protocol means TCP.
public record ContainerPort(String name, @Required int containerPort, int hostPort, String protocol)
    implements Verified {
  @Override
  public void verify(Findings findings) {
    Expect.port(findings.at("containerPort"), containerPort);
  }
}
