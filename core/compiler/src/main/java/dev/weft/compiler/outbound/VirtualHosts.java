package dev.weft.compiler.outbound;

import dev.weft.compiler.plan.RoutePlan;
import dev.weft.compiler.plan.RouteTablePlan.VirtualHost;
import dev.weft.compiler.route.RouteContext;
import dev.weft.compiler.route.Routes;
import dev.weft.model.Host;
import dev.weft.model.Protocol;
import dev.weft.world.Egress;
import dev.weft.world.Same;
import dev.weft.world.View;
import dev.weft.world.registry.Resolution;
import dev.weft.world.registry.Service;
import dev.weft.world.registry.ServicePort;
import dev.weft.world.rules.Routing;
import dev.weft.world.rules.VirtualServices;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/// The virtual hosts of one egress listener, a port at a time.
final class VirtualHosts {
  private final View view;
  private final Egress egress;

  /// Whether routes are the same for all nodes of the namespace, but for rules that name senders.
  private final boolean shared;

  private final Domains domains;
  private final Map<Integer, Map<Host, Service>> byPort = new TreeMap<>();
  private final Map<Host, List<Host>> aliases = new HashMap<>();
  private final Map<Host, Routing> chosen = new HashMap<>();
  private final Map<Integer, Map<String, VirtualHost>> done = new HashMap<>();

  /// Routes of a VirtualService or a service on a port. They outlive other VirtualServices'
  /// changes.
  private record Kept(List<RoutePlan> routes) {
    Kept {
      routes = List.copyOf(routes);
    }
  }

  private record KeptKey(Same of, String namespace, int port) {}

  VirtualHosts(View view, Egress egress) {
    this.view = view;
    this.shared =
        view.scope().sidecar().isEmpty()
            && view.configuration().destinationRules().selectors().isEmpty();
    this.egress = egress;
    this.domains = new Domains(view);
    for (Service service : egress.services()) {
      service
          .externalName()
          .ifPresent(target ->
              aliases.computeIfAbsent(target, none -> new ArrayList<>()).add(service.host()));
      if (service.resolution() != Resolution.ALIAS) {
        for (ServicePort port : service.ports()) {
          byPort
              .computeIfAbsent(port.number(), none -> new LinkedHashMap<>())
              .putIfAbsent(service.host(), service);
        }
      }
    }
    choose();
  }

  /// For each service the VirtualService of exactly its host, else the most specific wildcard's.
  private void choose() {
    Map<Host, Routing> exact = new HashMap<>();
    TreeMap<Host, Routing> wildcards = new TreeMap<>();
    for (Routing routing : egress.virtualServices()) {
      for (Host host : routing.hosts()) {
        (host.isWildcard() ? wildcards : exact).putIfAbsent(host, routing);
      }
    }
    for (Service service : egress.services()) {
      Routing own = exact.get(service.host());
      if (own != null) {
        chosen.put(service.host(), own);
      } else {
        for (Map.Entry<Host, Routing> wildcard : wildcards.entrySet()) {
          if (wildcard.getKey().covers(service.host())) {
            chosen.put(service.host(), wildcard.getValue());
            break;
          }
        }
      }
    }
  }

  /// Whether a port is spoken HTTP on, for all or some connections.
  static boolean http(Protocol protocol) {
    return protocol.isHttp() || protocol == Protocol.UNSPECIFIED;
  }

  /// The virtual hosts of a port in order of their names.
  List<VirtualHost> of(int port) {
    return List.copyOf(named(port).values());
  }

  /// The one virtual host of a service on a port, for every authority.
  Optional<VirtualHost> only(Service service, int port) {
    return Optional.ofNullable(named(port).get(service.host() + ":" + port))
        .map(host ->
            new VirtualHost(host.name(), List.of("*"), host.routes(), host.redirectToHttps()));
  }

  /// The virtual hosts of all ports, for a listener whose clients name the port in the authority.
  List<VirtualHost> everywhere() {
    Map<String, VirtualHost> all = new TreeMap<>();
    Set<String> taken = new HashSet<>();
    Set<Integer> ports = new java.util.TreeSet<>(byPort.keySet());
    ports.add(80);
    for (int port : ports) {
      Build build = new Build(port, true, taken);
      build.all().forEach(all::putIfAbsent);
    }
    return List.copyOf(all.values());
  }

  private Map<String, VirtualHost> named(int port) {
    return done.computeIfAbsent(port, number -> new Build(number, false, new HashSet<>()).all());
  }

  /// The virtual hosts of one port in the making.
  private final class Build {
    private final int port;
    private final boolean withPort;
    private final Set<String> taken;
    private final Map<Host, Service> services;
    private final Set<String> complete = new HashSet<>();
    private final Map<String, VirtualHost> hosts = new TreeMap<>();

    Build(int port, boolean withPort, Set<String> taken) {
      this.port = port;
      this.withPort = withPort;
      this.taken = taken;
      this.services = byPort.getOrDefault(port, Map.of());
      for (Host host : services.keySet()) {
        complete.add(host.name());
        complete.add(host + ":" + port);
      }
    }

    Map<String, VirtualHost> all() {
      Set<Host> routed = new HashSet<>();
      for (Routing routing : egress.virtualServices()) {
        if (port == 80 || concerns(routing)) {
          add(routing, routed);
        }
      }
      for (Service service : services.values()) {
        if (!routed.contains(service.host()) && speaksHttp(service)) {
          add(service, standard(service));
        }
      }
      return hosts;
    }

    private List<RoutePlan> routes(Routing routing) {
      Supplier<Kept> maker =
          () ->
              new Kept(
                  Routes.of(routing, new RouteContext(view, VirtualServices.MESH, port, false)));
      return shared && !routing.dependsOnClient() ? kept(routing, maker) : maker.get().routes();
    }

    private List<RoutePlan> standard(Service service) {
      Supplier<Kept> maker = () -> new Kept(List.of(Routes.standard(view, service, port)));
      return shared ? kept(service, maker) : maker.get().routes();
    }

    private List<RoutePlan> kept(Object of, Supplier<Kept> maker) {
      KeptKey key = new KeptKey(new Same(of), view.node().namespace(), port);
      return view.world().lasting(key, Kept.class, maker).routes();
    }

    private boolean concerns(Routing routing) {
      for (Host host : routing.hosts()) {
        if (services.containsKey(host)
            || host.isWildcard() && services.keySet().stream().anyMatch(host::covers)) {
          return true;
        }
      }
      return false;
    }

    private boolean speaksHttp(Service service) {
      return service.port(port).map(found -> http(found.protocol())).orElse(false);
    }

    private void add(Routing routing, Set<Host> routed) {
      List<RoutePlan> routes = routes(routing);
      if (routes.isEmpty()) {
        return;
      }
      List<Service> known = new ArrayList<>();
      List<Host> unknown = new ArrayList<>();
      for (Host host : routing.hosts()) {
        Service exact = services.get(host);
        if (exact != null && !host.isWildcard()) {
          known.add(exact);
          continue;
        }
        boolean covers = false;
        if (host.isWildcard()) {
          for (Service service : services.values()) {
            if (host.covers(service.host())) {
              covers = true;
              if (routing.equals(chosen.get(service.host()))) {
                known.add(service);
              }
            }
          }
        }
        if (!covers) {
          unknown.add(host);
        }
      }
      List<Service> spoken = known.stream().filter(this::speaksHttp).toList();
      if (spoken.isEmpty() && port != 80) {
        return;
      }
      for (Host host : unknown) {
        String name = host + ":" + port;
        add(name, withPort ? List.of(host.name(), name) : List.of(host.name()), routes);
      }
      for (Service service : spoken) {
        add(service, routes);
        routed.add(service.host());
      }
    }

    private void add(Service service, List<RoutePlan> routes) {
      Domains.Names names =
          domains.of(service, aliases.getOrDefault(service.host(), List.of()), withPort ? port : 0);
      List<String> own = new ArrayList<>(names.all());
      own.removeIf(name -> names.shorter().contains(name) && complete.contains(name));
      add(service.host() + ":" + port, own, routes);
    }

    /// The first of a name wins, and so does the first of each domain.
    private void add(String name, List<String> wanted, List<RoutePlan> routes) {
      if (hosts.containsKey(name)) {
        return;
      }
      List<String> free = new ArrayList<>();
      for (String domain : wanted) {
        boolean bare = withPort && port != 80 && !domain.endsWith(":" + port);
        if (!bare && taken.add(domain.toLowerCase(Locale.ROOT))) {
          free.add(domain);
        }
      }
      if (!free.isEmpty()) {
        hosts.put(name, new VirtualHost(name, free, routes, false));
      }
    }
  }
}
