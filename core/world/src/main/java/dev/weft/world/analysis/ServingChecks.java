package dev.weft.world.analysis;

import dev.weft.api.Resource;
import dev.weft.api.gateway.Gateway;
import dev.weft.api.gateway.Server;
import dev.weft.api.virtualservice.VirtualService;
import dev.weft.model.Host;
import dev.weft.model.Labels;
import dev.weft.model.Problem;
import dev.weft.world.World;
import dev.weft.world.analysis.Findings.Finding;
import dev.weft.world.registry.Service;
import dev.weft.world.rules.Names;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What gateways serve: hosts for the VirtualServices bound to them, ports that their Services lead
/// to, certificates of their own.
final class ServingChecks {
  private final World world;
  private final Known known;
  private final Findings findings;

  ServingChecks(World world, Known known, Findings findings) {
    this.world = world;
    this.known = known;
    this.findings = findings;
  }

  /// A certificate at the proxies that a selector chooses.
  private record Shown(Map<String, String> selector, String certificate) {}

  void run() {
    for (Resource<VirtualService> resource : world.all(VirtualService.class)) {
      hosts(resource);
    }
    Map<Shown, Resource<Gateway>> shown = new HashMap<>();
    for (Resource<Gateway> resource : world.all(Gateway.class)) {
      for (int i = 0; i < resource.spec().servers().size(); i++) {
        Server server = resource.spec().servers().get(i);
        String path = "spec.servers[" + i + "]";
        port(resource, server, path);
        certificate(resource, server, path, shown);
      }
    }
  }

  /// A host that no server of the Gateway has is never asked for there.
  private void hosts(Resource<VirtualService> resource) {
    String namespace = resource.meta().namespace();
    for (String written : resource.spec().gateways()) {
      Optional<Resource<Gateway>> gateway = gateway(Names.gateway(written, namespace));
      if (gateway.isEmpty()) {
        continue;
      }
      for (int i = 0; i < resource.spec().hosts().size(); i++) {
        Host host = Names.host(resource.spec().hosts().get(i), namespace, world.mesh().domain());
        boolean served =
            gateway.get().spec().servers().stream()
                .flatMap(server -> server.hosts().stream())
                .anyMatch(each -> serves(each, gateway.get(), host, namespace));
        if (!served) {
          findings.add(
              resource,
              "spec.hosts[" + i + "]",
              Finding.warning(
                  132,
                  Problem.Code.DANGLING_REFERENCE,
                  "'" + host + "' is a host of no server of " + gateway.get().key(),
                  "add it to the hosts of a server, or take the gateway away"));
        }
      }
    }
  }

  private Optional<Resource<Gateway>> gateway(String name) {
    return world.all(Gateway.class).stream()
        .filter(each -> (each.meta().namespace() + "/" + each.meta().name()).equals(name))
        .findFirst();
  }

  private static boolean serves(
      String written, Resource<Gateway> gateway, Host host, String namespace) {
    int slash = written.indexOf('/');
    String where = slash < 0 ? "*" : written.substring(0, slash);
    boolean open =
        where.equals("*")
            || where.equals(namespace)
            || where.equals(".") && gateway.meta().namespace().equals(namespace);
    Host own = new Host(written.substring(slash + 1));
    return open && (own.covers(host) || host.covers(own));
  }

  /// Clients that come by the gateway's Service reach only the ports that it has.
  private void port(Resource<Gateway> resource, Server server, String path) {
    Labels selector = Labels.of(resource.spec().selector());
    if (selector.isEmpty()) {
      return;
    }
    List<Service> leading =
        world.registry().services().stream()
            .filter(service ->
                !service.selector().isEmpty()
                    && known.selects(service.namespace(), selector, service.selector()))
            .toList();
    int number = server.port().number();
    boolean reached =
        leading.stream()
            .flatMap(service -> service.ports().stream())
            .anyMatch(port -> port.number() == number || port.targetNumber() == number);
    if (!leading.isEmpty() && !reached) {
      findings.add(
          resource,
          path + ".port.number",
          Finding.warning(
              162,
              Problem.Code.DANGLING_REFERENCE,
              "port " + number + " is none of Service " + leading.getFirst().name(),
              "add the port to the Service, or use one that it has"));
    }
  }

  /// Browsers use one connection for all hosts of a certificate, and so ask one Gateway's chain for
  /// another's hosts.
  private void certificate(
      Resource<Gateway> resource, Server server, String path, Map<Shown, Resource<Gateway>> shown) {
    String name = server.tls().map(tls -> tls.credentialName()).orElse("");
    String file = server.tls().map(tls -> tls.serverCertificate()).orElse("");
    if (name.isEmpty() && file.isEmpty()) {
      return;
    }
    String certificate = name.isEmpty() ? file : name;
    Resource<Gateway> first =
        shown.putIfAbsent(new Shown(resource.spec().selector(), certificate), resource);
    if (first != null && first != resource) {
      findings.add(
          resource,
          path + (name.isEmpty() ? ".tls.serverCertificate" : ".tls.credentialName"),
          Finding.warning(
              138,
              Problem.Code.CONFLICT,
              first.key()
                  + " shows the certificate '"
                  + certificate
                  + "' too: clients that keep an HTTP/2 connection may get 404 for the other's"
                  + " hosts",
              "put the servers into one Gateway, or use a certificate for each"));
    }
  }
}
