package dev.weft.api.gateway;

import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Names;
import dev.weft.api.schema.Required;
import dev.weft.api.schema.Verified;
import dev.weft.model.Problem;
import dev.weft.model.Protocol;
import java.util.List;
import java.util.Optional;

/// One port of a gateway and the hosts that it serves (Istio, "Server").
public record Server(
    @Required Port port,
    String bind,
    @Required List<String> hosts,
    Optional<ServerTlsSettings> tls,
    String defaultEndpoint,
    String name)
    implements Verified {
  public Server {
    hosts = List.copyOf(hosts);
  }

  @Override
  public void verify(Findings findings) {
    for (int i = 0; i < hosts.size(); i++) {
      host(findings.at("hosts").at(i), hosts.get(i));
    }
    if (bind.startsWith("unix://")) {
      Expect.socket(findings.at("bind"), bind.substring("unix://".length()));
    } else {
      if (!bind.isEmpty()) {
        Expect.address(findings.at("bind"), bind);
      }
      Expect.port(findings.at("port").at("number"), port.number());
    }
    Protocol protocol = Protocol.parse(port.protocol());
    if (protocol.isTls() && tls.isEmpty()) {
      findings.missing(
          "the protocol " + port.protocol() + " needs TLS settings", "write 'tls' with a 'mode'");
    }
    tls.ifPresent(settings -> plain(findings.at("tls"), protocol, settings));
  }

  private void plain(Findings findings, Protocol protocol, ServerTlsSettings settings) {
    boolean redirectOnly = settings.equals(ServerTlsSettings.redirect(settings.httpsRedirect()));
    if (!protocol.isTls() && !(protocol.isHttp() && redirectOnly)) {
      findings.conflict(
          "the protocol " + port.protocol() + " is plain text but TLS is configured",
          protocol.isHttp() ? "use protocol HTTPS" : "use protocol TLS");
    }
    if (settings.httpsRedirect() && !protocol.isHttp()) {
      findings
          .at("httpsRedirect")
          .warning(
              Problem.Code.CONFLICT,
              "'httpsRedirect' has no effect on the protocol " + port.protocol(),
              "put it on the plain HTTP server");
    }
  }

  private static void host(Findings findings, String entry) {
    int slash = entry.indexOf('/');
    String namespace = slash < 0 ? "*" : entry.substring(0, slash);
    String host = entry.substring(slash + 1);
    if (!namespace.equals("*") && !namespace.equals(".")) {
      Expect.name(findings, Names.label(namespace), "write '*', '.' or a namespace's name");
    }
    if (!host.equals("*") && !host.contains(".") && !Expect.isAddress(host)) {
      findings.invalid("'" + host + "' is a short name", "write the full name of the host");
    } else if (!Expect.isAddress(host)) {
      Expect.name(findings, Names.wildcardHost(host), "write a host name, *.domain or *");
    }
  }
}
