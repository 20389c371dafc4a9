package dev.weft.api.virtualservice;

import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.GatewayNames;
import dev.weft.api.schema.HeaderRules;
import dev.weft.api.schema.Names;
import dev.weft.api.schema.Spec;
import dev.weft.api.schema.Verified;
import dev.weft.api.selection.ExportTo;
import dev.weft.model.Host;
import dev.weft.model.Problem;
import java.util.List;
import java.util.Optional;

/// Routes traffic by host: ordered rules for HTTP, for TLS by server name, and for TCP (Istio,
/// "VirtualService").
public record VirtualService(
    List<String> hosts,
    List<String> gateways,
    List<HttpRoute> http,
    List<TlsRoute> tls,
    List<TcpRoute> tcp,
    List<String> exportTo)
    implements Spec, Verified {
  public VirtualService {
    hosts = List.copyOf(hosts);
    gateways = List.copyOf(gateways);
    http = List.copyOf(http);
    tls = List.copyOf(tls);
    tcp = List.copyOf(tcp);
    exportTo = List.copyOf(exportTo);
  }

  @Override
  public void verify(Findings findings) {
    if (http.isEmpty() && tls.isEmpty() && tcp.isEmpty()) {
      findings.missing("there is no rule", "write 'http', 'tls' or 'tcp'");
    }
    if (hosts.isEmpty()) {
      delegate(findings);
    }
    GatewayNames.verify(findings.at("gateways"), gateways);
    if (hosts(findings.at("hosts"))) {
      overlaps(findings.at("hosts"));
    }
    claims(findings.at("http"));
    serverNames(findings.at("tls"));
    ExportTo.verify(findings.at("exportTo"), exportTo);
    Unreachable.http(findings.at("http"), http);
    Unreachable.tls(findings.at("tls"), tls);
    Unreachable.tcp(findings.at("tcp"), tcp);
  }

  /// Whether it is for gateways alone.
  private boolean boundToGateways() {
    return !gateways.isEmpty() && !gateways.contains("mesh");
  }

  /// A virtual service without hosts lends its rules to others.
  private void delegate(Findings findings) {
    if (!gateways.isEmpty()) {
      findings.at("gateways").conflict("a delegate has no gateways", "add 'hosts', or remove it");
    }
    if (!tls.isEmpty()) {
      findings.at("tls").conflict("a delegate has only HTTP rules", "add 'hosts', or remove it");
    }
    if (!tcp.isEmpty()) {
      findings.at("tcp").conflict("a delegate has only HTTP rules", "add 'hosts', or remove it");
    }
  }

  private boolean hosts(Findings findings) {
    boolean valid = true;
    for (int i = 0; i < hosts.size(); i++) {
      String host = hosts.get(i);
      boolean tunnelled = boundToGateways() && host.startsWith("outbound_.");
      if (!Expect.isAddress(host) && !tunnelled) {
        Optional<String> cause = Names.wildcardHost(host);
        valid &= cause.isEmpty();
        Expect.name(findings.at(i), cause, "use a host name, *.domain or *");
      }
      if (host.equals("*") && !boundToGateways()) {
        valid = false;
        findings
            .at(i)
            .invalid(
                "the host '*' is used for calls within the mesh",
                "name hosts, or bind the virtual service to gateways only");
      }
    }
    return valid;
  }

  private void overlaps(Findings findings) {
    for (int i = 0; i < hosts.size(); i++) {
      for (int j = i + 1; j < hosts.size(); j++) {
        Host earlier = new Host(hosts.get(i));
        Host later = new Host(hosts.get(j));
        if (earlier.covers(later) || later.covers(earlier)) {
          findings
              .at(j)
              .duplicate(
                  "'" + hosts.get(j) + "' and '" + hosts.get(i) + "' overlap",
                  "remove one of them");
        }
      }
    }
  }

  /// Claims of tokens are known only where tokens are checked before routing.
  private void claims(Findings findings) {
    if (boundToGateways()) {
      return;
    }
    for (int i = 0; i < http.size(); i++) {
      List<HttpMatchRequest> matches = http.get(i).match();
      for (int j = 0; j < matches.size(); j++) {
        Findings at = findings.at(i).at("match").at(j);
        matches.get(j).headers().keySet().forEach(name -> claim(at.at("headers"), name));
        matches
            .get(j)
            .withoutHeaders()
            .keySet()
            .forEach(name -> claim(at.at("withoutHeaders"), name));
      }
    }
  }

  private static void claim(Findings findings, String name) {
    if (HeaderRules.isClaim(name)) {
      findings
          .key(name)
          .invalid("'" + name + "' is a claim of a token", "claims are matched at gateways only");
    }
  }

  private void serverNames(Findings findings) {
    for (int i = 0; i < tls.size(); i++) {
      List<TlsMatchAttributes> matches = tls.get(i).match();
      for (int j = 0; j < matches.size(); j++) {
        List<String> names = matches.get(j).sniHosts();
        for (int k = 0; k < names.size(); k++) {
          serverName(findings.at(i).at("match").at(j).at("sniHosts").at(k), names.get(k));
        }
      }
    }
  }

  private void serverName(Findings findings, String name) {
    if (Expect.isAddress(name)) {
      findings.warning(
          Problem.Code.INVALID_VALUE,
          "'" + name + "' is an address; clients send names",
          "use a host name");
    } else if (Names.wildcardHost(name).isEmpty()
        && hosts.stream()
            .filter(host -> !host.isEmpty())
            .noneMatch(host -> new Host(host).covers(new Host(name)))) {
      findings.invalid(
          "'" + name + "' is none of the hosts of the virtual service", "add it to 'hosts'");
    }
  }
}
