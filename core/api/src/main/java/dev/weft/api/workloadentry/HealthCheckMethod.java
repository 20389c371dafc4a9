package dev.weft.api.workloadentry;

import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Required;
import dev.weft.api.schema.Verified;
import java.util.List;

/// What a readiness probe does.
public sealed interface HealthCheckMethod {
  record HttpGet(
      String path, @Required int port, String host, String scheme, List<HttpHeader> httpHeaders)
      implements HealthCheckMethod, Verified {
    public HttpGet {
      httpHeaders = List.copyOf(httpHeaders);
    }

    @Override
    public void verify(Findings findings) {
      Expect.port(findings.at("port"), port);
      if (!scheme.isEmpty() && !scheme.equals("HTTP") && !scheme.equals("HTTPS")) {
        findings.at("scheme").invalid("'" + scheme + "' is not a scheme", "use HTTP or HTTPS");
      }
    }
  }

  record TcpSocket(String host, @Required int port) implements HealthCheckMethod, Verified {
    @Override
    public void verify(Findings findings) {
      Expect.port(findings.at("port"), port);
    }
  }

  record Exec(@Required List<String> command) implements HealthCheckMethod {
    public Exec {
      command = List.copyOf(command);
    }
  }

  record Grpc(int port, String service) implements HealthCheckMethod {}
}
