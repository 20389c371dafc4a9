package dev.weft.compiler.route;

import dev.weft.api.destinationrule.ConnectionPoolSettings;
import dev.weft.api.destinationrule.TcpSettings;
import dev.weft.api.destinationrule.TrafficPolicy;
import dev.weft.api.virtualservice.RouteDestination;
import dev.weft.compiler.cluster.Hashing;
import dev.weft.compiler.plan.ChainPlan;
import dev.weft.compiler.plan.RoutePlan;
import dev.weft.world.rules.Traffic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Where the connections of a TCP or TLS rule go.
public final class TcpRoutes {
  private static final Duration IDLE = Duration.ofHours(1);

  private TcpRoutes() {}

  /// @param namespace of the resource that names the destinations
  public static ChainPlan.Tcp relay(
      List<RouteDestination> route, String namespace, RouteContext context) {
    List<ChainPlan.WeightedCluster> clusters = new ArrayList<>();
    for (RouteDestination destination : route) {
      if (route.size() == 1 || destination.weight() > 0) {
        clusters.add(
            new ChainPlan.WeightedCluster(
                Destinations.cluster(destination.destination(), namespace, context),
                Math.max(1, destination.weight())));
      }
    }
    RouteDestination first = route.getFirst();
    Optional<Traffic> traffic =
        context.view().traffic(Destinations.host(first.destination(), namespace, context));
    Duration idle =
        traffic
            .flatMap(Traffic::policy)
            .flatMap(TrafficPolicy::connectionPool)
            .flatMap(ConnectionPoolSettings::tcp)
            .flatMap(TcpSettings::idleTimeout)
            .orElse(IDLE);
    boolean bySource =
        Hashing.of(traffic, first.destination().subset(), 0)
            .equals(Optional.of(new RoutePlan.HashSource()));
    return new ChainPlan.Tcp(
        clusters.isEmpty() ? "" : clusters.getFirst().cluster(), clusters, idle, bySource);
  }
}
