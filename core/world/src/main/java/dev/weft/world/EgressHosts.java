package dev.weft.world;

import dev.weft.api.sidecar.CaptureMode;
import dev.weft.api.sidecar.IstioEgressListener;
import dev.weft.api.sidecar.SidecarPort;
import dev.weft.api.virtualservice.Destination;
import dev.weft.model.Host;
import dev.weft.model.Protocol;
import dev.weft.world.registry.Service;
import dev.weft.world.rules.HttpRule;
import dev.weft.world.rules.Mesh;
import dev.weft.world.rules.Names;
import dev.weft.world.rules.Routing;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/// Reads the `hosts` of a Sidecar's egress listener: which services and VirtualServices they
/// import.
final class EgressHosts {
  private final String namespace;
  private final List<Service> visible;
  private final List<Routing> routings;
  private final Mesh mesh;

  /// One entry: `NAMESPACE/HOST`.
  private record Entry(String namespace, Host host) {
    boolean has(String other) {
      return namespace.equals("*") || namespace.equals(other);
    }
  }

  EgressHosts(String namespace, List<Service> visible, List<Routing> routings, Mesh mesh) {
    this.namespace = namespace;
    this.visible = visible;
    this.routings = routings;
    this.mesh = mesh;
  }

  Egress listener(IstioEgressListener written) {
    List<Entry> entries = new ArrayList<>();
    for (String host : written.hosts()) {
      int slash = host.indexOf('/');
      String where = slash < 0 ? "*" : host.substring(0, slash);
      String name = host.substring(slash + 1);
      if (!where.equals("~") && !name.isEmpty()) {
        entries.add(new Entry(where.equals(".") ? namespace : where, new Host(name)));
      }
    }
    OptionalInt port =
        written.port().map(SidecarPort::number).map(OptionalInt::of).orElse(OptionalInt.empty());
    Protocol protocol =
        written.port().map(SidecarPort::protocol).map(Protocol::parse).orElse(Protocol.UNSPECIFIED);
    List<Routing> chosen = new ArrayList<>();
    Set<Host> destinations = new LinkedHashSet<>();
    for (Routing routing : routings) {
      if (imported(entries, routing)) {
        chosen.add(routing);
        destinations(routing, destinations);
      }
    }
    List<Service> services = new ArrayList<>();
    for (Service service : visible) {
      boolean named =
          entries.stream()
              .anyMatch(
                  entry -> entry.has(service.namespace()) && entry.host().covers(service.host()));
      if (named || destinations.contains(service.host())) {
        int only = port.orElse(0);
        boolean allPorts = only == 0 || protocol == Protocol.HTTP_PROXY;
        if (allPorts) {
          services.add(service);
        } else {
          service.port(only).ifPresent(found -> services.add(service.withPorts(List.of(found))));
        }
      }
    }
    return new Egress(
        port,
        protocol,
        written.bind(),
        written.captureMode() == CaptureMode.NONE,
        Scopes.oneEach(services, namespace),
        chosen);
  }

  private static boolean imported(List<Entry> entries, Routing routing) {
    for (Entry entry : entries) {
      if (entry.has(routing.namespace())) {
        for (Host host : routing.hosts()) {
          if (entry.host().covers(host) || host.covers(entry.host())) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private void destinations(Routing routing, Set<Host> into) {
    for (HttpRule rule : routing.http()) {
      rule.route().route().forEach(route -> add(route.destination(), rule.namespace(), into));
      rule.route().mirror().ifPresent(mirror -> add(mirror, rule.namespace(), into));
      rule.route().mirrors().forEach(mirror -> add(mirror.destination(), rule.namespace(), into));
    }
    routing
        .spec()
        .tls()
        .forEach(rule ->
            rule.route().forEach(route -> add(route.destination(), routing.namespace(), into)));
    routing
        .spec()
        .tcp()
        .forEach(rule ->
            rule.route().forEach(route -> add(route.destination(), routing.namespace(), into)));
  }

  private void add(Destination destination, String from, Set<Host> into) {
    if (!destination.host().isEmpty()) {
      into.add(Names.host(destination.host(), from, mesh.domain()));
    }
  }
}
