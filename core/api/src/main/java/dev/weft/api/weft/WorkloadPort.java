package dev.weft.api.weft;

import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Nearest;
import dev.weft.api.schema.Required;
import dev.weft.api.schema.Verified;
import dev.weft.model.Protocol;
import java.util.List;
import java.util.Optional;

/// A port of a workload; `listen` names an address where it already listens.
public record WorkloadPort(
    String name, @Required int port, String protocol, Optional<String> listen) implements Verified {
  @Override
  public void verify(Findings findings) {
    Expect.port(findings.at("port"), port);
    if (!protocol.isEmpty() && Protocol.parse(protocol) == Protocol.UNSPECIFIED) {
      findings
          .at("protocol")
          .invalid(
              "'" + protocol + "' is not a protocol",
              Nearest.remedy(
                  protocol, List.of("HTTP", "HTTP2", "HTTPS", "GRPC", "TCP", "TLS", "UDP")));
    }
    listen.ifPresent(address -> listen(findings.at("listen"), address));
  }

  private static void listen(Findings findings, String address) {
    int colon = address.lastIndexOf(':');
    String number = address.substring(colon + 1);
    String host = colon < 0 ? "" : address.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    String bare = bracketed ? host.substring(1, host.length() - 1) : host;
    boolean known = Expect.isAddress(bare) || bare.equals("localhost");
    if (!known || !number.matches("[0-9]{1,5}")) {
      findings.invalid(
          "'" + address + "' is not an address and a port", "write it as 127.0.0.1:9080");
    } else {
      Expect.port(findings, Integer.parseInt(number));
    }
  }
}
