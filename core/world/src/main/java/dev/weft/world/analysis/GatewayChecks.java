package dev.weft.world.analysis;

import dev.weft.api.Resource;
import dev.weft.api.gateway.Gateway;
import dev.weft.api.gateway.Server;
import dev.weft.api.gateway.ServerTlsSettings;
import dev.weft.api.kubernetes.Secret;
import dev.weft.api.schema.Nearest;
import dev.weft.model.Host;
import dev.weft.model.Labels;
import dev.weft.model.Problem;
import dev.weft.world.World;
import dev.weft.world.analysis.Findings.Finding;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/// Gateways: whether a proxy serves them, their certificates exist, and their hosts are theirs
/// alone.
final class GatewayChecks {
  private final World world;
  private final Known known;
  private final Findings findings;

  GatewayChecks(World world, Known known, Findings findings) {
    this.world = world;
    this.known = known;
    this.findings = findings;
  }

  /// A host on a port of the proxies that a selector chooses.
  private record Spot(Map<String, String> selector, int port, String bind, Host host) {}

  void run() {
    TreeSet<String> secrets = new TreeSet<>();
    for (Resource<Secret> secret : world.all(Secret.class)) {
      secrets.add(secret.meta().name());
    }
    Map<Spot, Resource<Gateway>> taken = new HashMap<>();
    for (Resource<Gateway> resource : world.all(Gateway.class)) {
      Labels selector = Labels.of(resource.spec().selector());
      if (known.populated("") && !selector.isEmpty() && !known.selects("", selector)) {
        findings.add(
            resource,
            "spec.selector",
            Finding.warning(
                101,
                Problem.Code.DANGLING_REFERENCE,
                "no gateway workload has the labels " + resource.spec().selector(),
                "use the labels of a gateway, such as 'istio: ingressgateway'"));
      }
      for (int i = 0; i < resource.spec().servers().size(); i++) {
        Server server = resource.spec().servers().get(i);
        String path = "spec.servers[" + i + "]";
        server.tls().ifPresent(tls -> certificate(resource, tls, path, secrets));
        if (server.tls().isPresent()) {
          conflicts(resource, server, path, taken);
        }
      }
    }
  }

  private void certificate(
      Resource<Gateway> resource, ServerTlsSettings tls, String path, TreeSet<String> secrets) {
    String name = tls.credentialName();
    if (!name.isEmpty() && !name.contains("://") && !secrets.contains(name)) {
      findings.add(
          resource,
          path + ".tls.credentialName",
          Finding.error(
              101,
              Problem.Code.DANGLING_REFERENCE,
              "there is no Secret '" + name + "'",
              secrets.isEmpty()
                  ? "add it, with 'tls.crt' and 'tls.key', in the gateway's namespace"
                  : Nearest.remedy(name, secrets)));
    }
  }

  private void conflicts(
      Resource<Gateway> resource, Server server, String path, Map<Spot, Resource<Gateway>> taken) {
    for (int i = 0; i < server.hosts().size(); i++) {
      String written = server.hosts().get(i);
      Host host = new Host(written.substring(written.indexOf('/') + 1));
      Spot spot = new Spot(resource.spec().selector(), server.port().number(), server.bind(), host);
      Resource<Gateway> first = taken.putIfAbsent(spot, resource);
      if (first != null) {
        findings.add(
            resource,
            path + ".hosts[" + i + "]",
            Finding.error(
                145,
                Problem.Code.CONFLICT,
                first.key()
                    + " already has '"
                    + host
                    + "' on port "
                    + server.port().number()
                    + ", so this server has no effect",
                "give the servers different hosts or ports, or merge them"));
      }
    }
  }
}
