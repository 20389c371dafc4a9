package dev.weft.compiler.gateway;

import dev.weft.api.virtualservice.L4MatchAttributes;
import dev.weft.api.virtualservice.RouteDestination;
import dev.weft.api.virtualservice.TcpRoute;
import dev.weft.api.virtualservice.TlsMatchAttributes;
import dev.weft.api.virtualservice.TlsRoute;
import dev.weft.compiler.authorization.Authorization;
import dev.weft.compiler.cluster.Clusters;
import dev.weft.compiler.plan.AuthorizationPlan;
import dev.weft.compiler.plan.ChainPlan;
import dev.weft.compiler.plan.ListenerPlan;
import dev.weft.compiler.plan.RouteTablePlan;
import dev.weft.compiler.plan.ServerTlsPlan;
import dev.weft.compiler.route.RouteContext;
import dev.weft.compiler.route.TcpRoutes;
import dev.weft.compiler.trust.Believed;
import dev.weft.model.Address;
import dev.weft.model.Rule;
import dev.weft.world.View;
import dev.weft.world.rules.Names;
import dev.weft.world.rules.Routing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// Plans the listeners and route tables of a gateway proxy.
public final class GatewayTraffic {
  private static final Duration INSPECTION = Duration.ofSeconds(15);

  private static final int FIRST_UNPRIVILEGED_PORT = 1024;

  private final View view;
  private final AuthorizationPlan access;
  private final Relays relays;
  private final Map<String, List<MergedServer>> tables = new LinkedHashMap<>();

  /// Listeners, the route tables that they name, and the clusters that only they use.
  public record Traffic(
      List<ListenerPlan> listeners, List<RouteTablePlan> tables, Clusters.Outbound relayed) {
    public Traffic {
      listeners = List.copyOf(listeners);
      tables = List.copyOf(tables);
    }
  }

  private GatewayTraffic(View view) {
    this.view = view;
    this.access = Authorization.of(view);
    this.relays = new Relays(view);
  }

  public static Traffic of(View view) {
    return new GatewayTraffic(view).plan();
  }

  private Traffic plan() {
    List<ListenerPlan> listeners = new ArrayList<>();
    for (List<MergedServer> servers : Merge.of(view).values()) {
      listener(servers).ifPresent(listeners::add);
    }
    GatewayTables routes = new GatewayTables(view);
    List<RouteTablePlan> planned = new ArrayList<>();
    tables.forEach((name, servers) -> planned.add(routes.of(name, servers)));
    return new Traffic(listeners, planned, relays.outbound());
  }

  private Optional<ListenerPlan> listener(List<MergedServer> servers) {
    MergedServer first = servers.getFirst();
    String written = first.server().bind();
    String bind =
        written.isEmpty() ? view.node().capture().gatewayBind().orElse(everywhere()) : written;
    String name = (written.isEmpty() ? everywhere() : written) + "_" + first.port();
    List<ChainPlan> chains = new ArrayList<>();
    if (first.sort() == MergedServer.Sort.HTTP) {
      chains.add(http(name, first, ChainPlan.Match.ANY, Optional.empty()));
      tables.put(first.routeTable(), servers);
    } else {
      Set<String> names = new HashSet<>();
      for (MergedServer server : servers) {
        chains.addAll(chains(name, server, names));
      }
    }
    if (chains.isEmpty()) {
      return Optional.empty();
    }
    Set<ListenerPlan.Inspector> inspectors = EnumSet.noneOf(ListenerPlan.Inspector.class);
    boolean tls =
        chains.stream()
            .anyMatch(chain -> chain.tls().isPresent() || !chain.match().serverNames().isEmpty());
    if (tls) {
      inspectors.add(ListenerPlan.Inspector.TLS);
    }
    List<Address> addresses =
        addresses(bind, first.port(), written.isEmpty() ? servers : List.of());
    return Optional.of(
        new ListenerPlan(
                name,
                addresses.getFirst(),
                ListenerPlan.Binding.SOCKET,
                ListenerPlan.Direction.GATEWAY,
                inspectors,
                inspectors.isEmpty() ? Duration.ZERO : INSPECTION,
                chains.stream().map(chain -> chain.guarded(access)).toList(),
                Optional.empty())
            .also(addresses.subList(1, addresses.size())));
  }

  private String everywhere() {
    return view.node().everywhere().getFirst();
  }

  /// Where a listener binds. A proxy with doors is one that runs without privileges, so it leaves
  /// out a port that only root may bind: its door is the way in.
  private List<Address> addresses(String bind, int port, List<MergedServer> servers) {
    List<Address> doors =
        view.node().capture().doors().stream()
            .flatMap(
                door -> servers.stream().map(server -> door.of(server.server().port().number())))
            .toList();
    Set<Address> all = new LinkedHashSet<>();
    if (bind.startsWith("unix://")) {
      all.add(new Address.Pipe(bind.substring("unix://".length())));
    } else if (doors.isEmpty() || port >= FIRST_UNPRIVILEGED_PORT) {
      all.add(Address.ip(bind, port));
      if (bind.equals(everywhere())) {
        view.node().everywhere().forEach(address -> all.add(Address.ip(address, port)));
      }
    }
    all.addAll(doors);
    return List.copyOf(all);
  }

  private List<ChainPlan> chains(String listener, MergedServer server, Set<String> names) {
    return switch (server.sort()) {
      case HTTP -> List.of();
      case HTTPS -> {
        tables.put(server.routeTable(), List.of(server));
        yield List.of(
            http(listener, server, byName(server.hosts().serverNames()), tls(server, true)));
      }
      case TCP ->
          tcp(server)
              .map(relay ->
                  new ChainPlan(
                      "",
                      server.server().tls().isPresent()
                          ? byName(server.hosts().serverNames())
                          : ChainPlan.Match.ANY,
                      tls(server, false),
                      relay.to(),
                      Optional.of(relay.rule())))
              .stream()
              .toList();
      case PASSTHROUGH -> passthrough(server, names);
      case AUTO_PASSTHROUGH -> relays.chains(server, names);
    };
  }

  private static ChainPlan.Match byName(List<String> serverNames) {
    return new ChainPlan.Match(OptionalInt.empty(), List.of(), serverNames, "", List.of());
  }

  private Optional<ServerTlsPlan> tls(MergedServer server, boolean http) {
    return server.server().tls().map(tls -> ServerTls.of(tls, http, Believed.authorities(view)));
  }

  private static ChainPlan http(
      String listener, MergedServer server, ChainPlan.Match match, Optional<ServerTlsPlan> tls) {
    String named = server.server().name();
    return new ChainPlan(
        "",
        match,
        tls,
        new ChainPlan.Http(
            tls.isPresent() && !named.isEmpty() ? named : "outbound_" + listener,
            new ChainPlan.Named(server.routeTable()),
            ChainPlan.ForwardClientCertificate.SANITIZE_SET,
            "istio-envoy",
            true,
            true),
        Optional.of(server.rule()));
  }

  private record Relay(ChainPlan.Tcp to, Rule rule) {}

  /// Where the first rule that takes the server's connections sends them.
  private Optional<Relay> tcp(MergedServer server) {
    for (Routing routing : bound(server)) {
      for (int i = 0; i < routing.spec().tcp().size(); i++) {
        TcpRoute route = routing.spec().tcp().get(i);
        boolean taken =
            route.match().isEmpty()
                || route.match().stream().anyMatch(match -> matches(match, routing, server));
        if (taken && !route.route().isEmpty()) {
          return Optional.of(
              new Relay(
                  relay(route.route(), routing, server),
                  routing.resource().rule("spec.tcp[" + i + "]")));
        }
      }
    }
    return Optional.empty();
  }

  private static boolean matches(L4MatchAttributes match, Routing routing, MergedServer server) {
    return port(match.port(), server) && gateway(match.gateways(), routing, server);
  }

  private List<ChainPlan> passthrough(MergedServer server, Set<String> names) {
    List<ChainPlan> chains = new ArrayList<>();
    for (Routing routing : bound(server)) {
      for (int i = 0; i < routing.spec().tls().size(); i++) {
        TlsRoute route = routing.spec().tls().get(i);
        for (TlsMatchAttributes match : route.match()) {
          boolean taken =
              !route.route().isEmpty()
                  && port(match.port(), server)
                  && gateway(match.gateways(), routing, server)
                  && match.sniHosts().stream().noneMatch(names::contains);
          if (taken) {
            names.addAll(match.sniHosts());
            chains.add(
                new ChainPlan(
                    "",
                    byName(match.sniHosts().contains("*") ? List.of() : match.sniHosts()),
                    Optional.empty(),
                    relay(route.route(), routing, server),
                    Optional.of(routing.resource().rule("spec.tls[" + i + "]"))));
          }
        }
      }
    }
    return chains;
  }

  private List<Routing> bound(MergedServer server) {
    return view
        .configuration()
        .virtualServices()
        .visible(server.gatewayName(), view.node().namespace())
        .stream()
        .filter(routing -> !server.hosts().shared(routing).isEmpty())
        .toList();
  }

  private static boolean port(int written, MergedServer server) {
    return written == 0 || written == server.server().port().number();
  }

  private static boolean gateway(List<String> written, Routing routing, MergedServer server) {
    return written.isEmpty()
        || written.stream()
            .anyMatch(
                name -> Names.gateway(name, routing.namespace()).equals(server.gatewayName()));
  }

  private ChainPlan.Tcp relay(List<RouteDestination> route, Routing routing, MergedServer server) {
    return TcpRoutes.relay(
        route,
        routing.namespace(),
        new RouteContext(view, server.gatewayName(), server.server().port().number(), false));
  }
}
