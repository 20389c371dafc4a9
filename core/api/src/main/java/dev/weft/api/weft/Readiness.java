package dev.weft.api.weft;

import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Required;
import dev.weft.api.schema.Verified;

/// How to find out that a workload can take traffic.
public sealed interface Readiness {
  record HttpGet(String path, @Required int port) implements Readiness, Verified {
    @Override
    public void verify(Findings findings) {
      Expect.port(findings.at("port"), port);
    }
  }

  record TcpSocket(@Required int port) implements Readiness, Verified {
    @Override
    public void verify(Findings findings) {
      Expect.port(findings.at("port"), port);
    }
  }
}
