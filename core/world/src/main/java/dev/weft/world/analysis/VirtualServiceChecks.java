package dev.weft.world.analysis;

import dev.weft.api.Resource;
import dev.weft.api.schema.Nearest;
import dev.weft.api.virtualservice.Destination;
import dev.weft.api.virtualservice.HttpRoute;
import dev.weft.api.virtualservice.VirtualService;
import dev.weft.model.Host;
import dev.weft.model.Labels;
import dev.weft.model.Problem;
import dev.weft.world.World;
import dev.weft.world.analysis.Findings.Finding;
import dev.weft.world.registry.Service;
import dev.weft.world.rules.Names;
import dev.weft.world.rules.Traffic;
import dev.weft.world.rules.VirtualServices;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// VirtualServices: where they lead, and which gateways they name.
final class VirtualServiceChecks {
  private final World world;
  private final Known known;
  private final Findings findings;

  VirtualServiceChecks(World world, Known known, Findings findings) {
    this.world = world;
    this.known = known;
    this.findings = findings;
  }

  void run() {
    for (Resource<VirtualService> resource : world.all(VirtualService.class)) {
      destinations(resource);
      gateways(resource);
    }
  }

  private void destinations(Resource<VirtualService> resource) {
    VirtualService spec = resource.spec();
    for (int i = 0; i < spec.http().size(); i++) {
      HttpRoute rule = spec.http().get(i);
      String path = "spec.http[" + i + "]";
      for (int j = 0; j < rule.route().size(); j++) {
        check(resource, rule.route().get(j).destination(), path + ".route[" + j + "].destination");
      }
      rule.mirror().ifPresent(mirror -> check(resource, mirror, path + ".mirror"));
      for (int j = 0; j < rule.mirrors().size(); j++) {
        check(
            resource,
            rule.mirrors().get(j).destination(),
            path + ".mirrors[" + j + "].destination");
      }
      rule.delegate()
          .ifPresent(delegate ->
              delegate(resource, delegate.namespace(), delegate.name(), path + ".delegate"));
    }
    for (int i = 0; i < spec.tls().size(); i++) {
      for (int j = 0; j < spec.tls().get(i).route().size(); j++) {
        check(
            resource,
            spec.tls().get(i).route().get(j).destination(),
            "spec.tls[" + i + "].route[" + j + "].destination");
      }
    }
    for (int i = 0; i < spec.tcp().size(); i++) {
      for (int j = 0; j < spec.tcp().get(i).route().size(); j++) {
        check(
            resource,
            spec.tcp().get(i).route().get(j).destination(),
            "spec.tcp[" + i + "].route[" + j + "].destination");
      }
    }
  }

  private void delegate(Resource<VirtualService> root, String namespace, String name, String path) {
    String where = namespace.isEmpty() ? root.meta().namespace() : namespace;
    TreeSet<String> names = new TreeSet<>();
    for (Resource<VirtualService> other : world.all(VirtualService.class)) {
      if (other.spec().hosts().isEmpty() && other.meta().namespace().equals(where)) {
        names.add(other.meta().name());
      }
    }
    if (!names.contains(name)) {
      findings.add(
          root,
          path + ".name",
          Finding.error(
              101,
              Problem.Code.DANGLING_REFERENCE,
              "there is no VirtualService '"
                  + where
                  + "/"
                  + name
                  + "' without hosts to delegate to",
              Nearest.remedy(name, names)));
    }
  }

  private void check(Resource<VirtualService> resource, Destination destination, String path) {
    String namespace = resource.meta().namespace();
    Host host = Names.host(destination.host(), namespace, world.mesh().domain());
    List<Service> services = known.services(host);
    if (services.isEmpty()) {
      findings.add(
          resource,
          path + ".host",
          Finding.error(
              101,
              Problem.Code.DANGLING_REFERENCE,
              "no service has the host '" + destination.host() + "'",
              known.hostRemedy(destination.host(), namespace)));
      return;
    }
    Service service = services.getFirst();
    destination
        .port()
        .filter(port -> services.stream().allMatch(other -> other.port(port.number()).isEmpty()))
        .ifPresent(port ->
            findings.add(
                resource,
                path + ".port.number",
                Finding.error(
                    101,
                    Problem.Code.DANGLING_REFERENCE,
                    "'" + destination.host() + "' has no port " + port.number(),
                    "use one of: "
                        + String.join(
                            ", ",
                            service.ports().stream()
                                .map(own -> Integer.toString(own.number()))
                                .toList()))));
    if (destination.port().isEmpty() && service.ports().size() > 1) {
      findings.add(
          resource,
          path,
          Finding.warning(
              112,
              Problem.Code.MISSING_FIELD,
              "'" + destination.host() + "' has several ports and none is chosen",
              "add 'port: {number: " + service.ports().getFirst().number() + "}'"));
    }
    subset(resource, destination, service, path);
  }

  private void subset(
      Resource<VirtualService> resource, Destination destination, Service service, String path) {
    if (destination.subset().isEmpty()) {
      return;
    }
    Optional<Traffic> traffic =
        world
            .configuration()
            .destinationRules()
            .find(service.host(), service.namespace(), resource.meta().namespace(), Labels.NONE);
    boolean defined = traffic.flatMap(found -> found.subset(destination.subset())).isPresent();
    if (!defined) {
      List<String> names =
          traffic
              .map(found -> found.subsets().stream().map(part -> part.subset().name()).toList())
              .orElse(List.of());
      findings.add(
          resource,
          path + ".subset",
          Finding.error(
              101,
              Problem.Code.DANGLING_REFERENCE,
              "no DestinationRule defines the subset '"
                  + destination.subset()
                  + "' of '"
                  + destination.host()
                  + "'",
              names.isEmpty()
                  ? "add a DestinationRule with this subset"
                  : Nearest.remedy(destination.subset(), names)));
    }
  }

  private void gateways(Resource<VirtualService> resource) {
    List<String> written = resource.spec().gateways();
    for (int i = 0; i < written.size(); i++) {
      String name = Names.gateway(written.get(i), resource.meta().namespace());
      if (!name.equals(VirtualServices.MESH) && !known.gateways().contains(name)) {
        findings.add(
            resource,
            "spec.gateways[" + i + "]",
            Finding.error(
                101,
                Problem.Code.DANGLING_REFERENCE,
                "there is no Gateway '" + name + "'",
                known.gateways().isEmpty()
                    ? "add the Gateway"
                    : Nearest.remedy(name, known.gateways())));
      }
    }
  }
}
