package dev.weft.compiler.outbound;

import dev.weft.api.destinationrule.ConnectionPoolSettings;
import dev.weft.api.destinationrule.TcpSettings;
import dev.weft.api.destinationrule.TrafficPolicy;
import dev.weft.api.virtualservice.L4MatchAttributes;
import dev.weft.api.virtualservice.RouteDestination;
import dev.weft.api.virtualservice.TcpRoute;
import dev.weft.api.virtualservice.TlsMatchAttributes;
import dev.weft.api.virtualservice.TlsRoute;
import dev.weft.compiler.cluster.ClusterName;
import dev.weft.compiler.cluster.Hashing;
import dev.weft.compiler.plan.ChainPlan;
import dev.weft.compiler.plan.RoutePlan;
import dev.weft.compiler.route.RouteContext;
import dev.weft.compiler.route.TcpRoutes;
import dev.weft.model.Labels;
import dev.weft.model.Rule;
import dev.weft.world.Node;
import dev.weft.world.View;
import dev.weft.world.registry.Service;
import dev.weft.world.registry.ServicePort;
import dev.weft.world.rules.Names;
import dev.weft.world.rules.Routing;
import dev.weft.world.rules.Traffic;
import dev.weft.world.rules.VirtualServices;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/// The chains of one service port whose connections are relayed as bytes: by server name for TLS,
/// by destination for TCP, and the service's own where no rule takes all.
final class TcpChains {
  private static final Duration IDLE = Duration.ofHours(1);

  private final View view;
  private final List<Routing> routings;

  TcpChains(View view, List<Routing> routings) {
    this.view = view;
    this.routings = routings;
  }

  /// Where the chains stand.
  ///
  /// @param port that the listener has
  /// @param shared whether other services have the same address, so that TLS connections are told
  ///   apart by server name
  /// @param ranges of destinations to narrow the chains to; empty for all
  record Place(Service service, ServicePort port, boolean shared, List<String> ranges) {}

  List<ChainPlan> of(Place place) {
    List<Routing> own =
        routings.stream().filter(routing -> routing.covers(place.service().host())).toList();
    return place.port().protocol().isTls() ? tls(place, own) : tcp(place, own);
  }

  private List<ChainPlan> tls(Place place, List<Routing> own) {
    List<ChainPlan> chains = new ArrayList<>();
    Set<List<List<String>>> seen = new HashSet<>();
    for (Routing routing : own) {
      for (int i = 0; i < routing.spec().tls().size(); i++) {
        TlsRoute route = routing.spec().tls().get(i);
        Rule rule = routing.resource().rule("spec.tls[" + i + "]");
        for (TlsMatchAttributes match : route.match()) {
          boolean possible =
              possible(match.port(), match.sourceLabels(), match.sourceNamespace(), place)
                  && gateway(match.gateways(), routing);
          if (possible
              && !route.route().isEmpty()
              && seen.add(List.of(match.sniHosts(), match.destinationSubnets()))) {
            List<String> ranges =
                match.destinationSubnets().isEmpty() ? place.ranges() : match.destinationSubnets();
            chains.add(chain(ranges, match.sniHosts(), relay(routing, route.route(), place), rule));
          }
        }
      }
    }
    if (chains.isEmpty()) {
      boolean byName = !place.ranges().isEmpty() || place.shared();
      List<String> names = byName ? List.of(place.service().host().name()) : List.of();
      chains.add(
          new ChainPlan(
              "",
              match(place.ranges(), names),
              Optional.empty(),
              standard(place),
              Optional.empty()));
    }
    return chains;
  }

  private List<ChainPlan> tcp(Place place, List<Routing> own) {
    List<ChainPlan> chains = new ArrayList<>();
    for (Routing routing : own) {
      for (int i = 0; i < routing.spec().tcp().size(); i++) {
        TcpRoute route = routing.spec().tcp().get(i);
        if (route.route().isEmpty()) {
          continue;
        }
        Rule rule = routing.resource().rule("spec.tcp[" + i + "]");
        boolean all = route.match().isEmpty();
        Set<String> subnets = new TreeSet<>();
        for (L4MatchAttributes match : route.match()) {
          boolean possible =
              possible(match.port(), match.sourceLabels(), match.sourceNamespace(), place)
                  && gateway(match.gateways(), routing);
          if (possible) {
            all |= match.destinationSubnets().isEmpty();
            subnets.addAll(match.destinationSubnets());
          }
        }
        if (all) {
          chains.add(chain(place.ranges(), List.of(), relay(routing, route.route(), place), rule));
          return chains;
        }
        if (!subnets.isEmpty()) {
          chains.add(
              chain(List.copyOf(subnets), List.of(), relay(routing, route.route(), place), rule));
          if (subnets.equals(new TreeSet<>(place.ranges()))) {
            return chains;
          }
        }
      }
    }
    chains.add(
        new ChainPlan(
            "",
            match(place.ranges(), List.of()),
            Optional.empty(),
            standard(place),
            Optional.empty()));
    return chains;
  }

  private boolean possible(
      int port, java.util.Map<String, String> labels, String namespace, Place place) {
    Node node = view.node();
    return (port == 0 || port == place.port().number())
        && node.labels().matches(Labels.of(labels))
        && (namespace.isEmpty() || namespace.equals(node.namespace()));
  }

  private static boolean gateway(List<String> gateways, Routing routing) {
    return gateways.isEmpty()
        || gateways.stream()
            .anyMatch(written ->
                Names.gateway(written, routing.namespace()).equals(VirtualServices.MESH));
  }

  private ChainPlan.Tcp relay(Routing routing, List<RouteDestination> route, Place place) {
    return TcpRoutes.relay(
        route,
        routing.namespace(),
        new RouteContext(view, VirtualServices.MESH, place.port().number(), false));
  }

  private static ChainPlan chain(
      List<String> ranges, List<String> names, ChainPlan.Tcp relay, Rule rule) {
    return new ChainPlan("", match(ranges, names), Optional.empty(), relay, Optional.of(rule));
  }

  private static ChainPlan.Match match(List<String> ranges, List<String> names) {
    return new ChainPlan.Match(
        OptionalInt.empty(), ranges, names.contains("*") ? List.of() : names, "", List.of());
  }

  /// To the service itself; its only port where the listener's is none of its own.
  private ChainPlan.Tcp standard(Place place) {
    Service service = place.service();
    int port =
        service.ports().size() == 1 ? service.ports().getFirst().number() : place.port().number();
    String cluster = ClusterName.outbound(port, "", service.host());
    Optional<Traffic> traffic = view.traffic(service.host());
    Duration idle =
        traffic
            .flatMap(Traffic::policy)
            .flatMap(TrafficPolicy::connectionPool)
            .flatMap(ConnectionPoolSettings::tcp)
            .flatMap(TcpSettings::idleTimeout)
            .orElse(IDLE);
    boolean bySource =
        Hashing.of(traffic, "", port).equals(Optional.of(new RoutePlan.HashSource()));
    return new ChainPlan.Tcp(
        cluster, List.of(new ChainPlan.WeightedCluster(cluster, 1)), idle, bySource);
  }
}
