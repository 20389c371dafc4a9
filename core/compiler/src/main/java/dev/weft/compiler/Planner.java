package dev.weft.compiler;

import dev.weft.compiler.cluster.ClusterName;
import dev.weft.compiler.cluster.Clusters;
import dev.weft.compiler.gateway.GatewayTraffic;
import dev.weft.compiler.gateway.Secrets;
import dev.weft.compiler.inbound.Inbound;
import dev.weft.compiler.outbound.Outbound;
import dev.weft.compiler.plan.AccessLogPlan;
import dev.weft.compiler.plan.ClusterPlan;
import dev.weft.compiler.plan.EndpointsPlan;
import dev.weft.compiler.plan.ListenerPlan;
import dev.weft.compiler.plan.Plan;
import dev.weft.compiler.plan.RouteTablePlan;
import dev.weft.world.Scope;
import dev.weft.world.View;
import dev.weft.world.rules.Mesh;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Says what a node is to do, in Weft's own words, from what it may see of the world.
public final class Planner {
  private Planner() {}

  public static Plan plan(View view) {
    Profile profile = Profile.of(view);
    Plan upstream = upstream(view, profile);
    Plan outward = outward(view, profile);
    return upstream.and(outward).and(own(view, upstream, outward));
  }

  private record ScopedKey(String kind, Scope scope, Profile profile) {}

  private record LastingKey(String kind, Profile profile) {}

  /// Clusters for what the node may see, and their endpoints.
  static Plan upstream(View view, Profile profile) {
    return upstream(view, profile, "plan", Plan.class, () -> clusters(view));
  }

  /// A value that follows from services, endpoints and DestinationRules; from VirtualServices only
  /// where a Sidecar imports services by them.
  static <T> T upstream(View view, Profile profile, String kind, Class<T> type, Supplier<T> maker) {
    Profile reduced = profile.ofClusters();
    return view.scope().sidecar().isPresent()
        ? view.world().derived(new ScopedKey(kind, view.scope(), reduced), type, maker)
        : view.world().lasting(new LastingKey(kind, reduced), type, maker);
  }

  /// A value that follows from the world and the profile.
  static <T> T outward(View view, Profile profile, String kind, Class<T> type, Supplier<T> maker) {
    return view.world()
        .derived(new ScopedKey("outward " + kind, view.scope(), profile), type, maker);
  }

  private static Plan clusters(View view) {
    Clusters.Outbound upstream = Clusters.outbound(view);
    List<ClusterPlan> clusters = new ArrayList<>(upstream.clusters());
    clusters.add(Clusters.blackHole(view));
    if (view.node().isSidecar()) {
      clusters.add(Clusters.passthrough(view, ClusterName.PASSTHROUGH, List.of()));
    }
    return plan(clusters, upstream.endpoints(), List.of(), List.of());
  }

  /// What a sidecar does with requests to others, the same for all nodes with its profile.
  static Plan outward(View view, Profile profile) {
    if (!view.node().isSidecar()) {
      return plan(List.of(), List.of(), List.of(), List.of());
    }
    return outward(
        view,
        profile,
        "plan",
        Plan.class,
        () -> {
          Outbound.Traffic traffic = Outbound.of(view);
          return new Plan(
              List.of(),
              List.of(),
              traffic.listeners(),
              traffic.tables(),
              List.of(),
              accessLog(view));
        });
  }

  /// What is this node's alone: its workload's ports, or the servers of its gateway.
  static Plan own(View view, Plan upstream, Plan outward) {
    List<ClusterPlan> clusters = new ArrayList<>(upstream.clusters());
    List<ListenerPlan> listeners = new ArrayList<>(outward.listeners());
    Plan own =
        switch (view.node().role()) {
          case SIDECAR -> {
            Inbound.Traffic inbound = Inbound.of(view);
            yield plan(inbound.clusters(), List.of(), inbound.listeners(), List.of());
          }
          case ROUTER -> {
            GatewayTraffic.Traffic traffic = GatewayTraffic.of(view);
            yield plan(
                traffic.relayed().clusters(),
                traffic.relayed().endpoints(),
                traffic.listeners(),
                traffic.tables());
          }
        };
    clusters.addAll(own.clusters());
    listeners.addAll(own.listeners());
    return new Plan(
        own.clusters(),
        own.endpoints(),
        own.listeners(),
        own.routes(),
        Secrets.of(view, listeners, clusters),
        accessLog(view));
  }

  private static Plan plan(
      List<ClusterPlan> clusters,
      List<EndpointsPlan> endpoints,
      List<ListenerPlan> listeners,
      List<RouteTablePlan> tables) {
    return new Plan(clusters, endpoints, listeners, tables, List.of(), Optional.empty());
  }

  /// The mesh's own file, or the one that the node asks for (`WEFT_ACCESS_LOG`, the laptop mesh).
  private static Optional<AccessLogPlan> accessLog(View view) {
    Mesh.AccessLog log = view.mesh().accessLog();
    String path = view.node().metadata().getOrDefault("WEFT_ACCESS_LOG", log.path());
    return path.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new AccessLogPlan(
                path,
                log.json() ? AccessLogPlan.Encoding.JSON : AccessLogPlan.Encoding.TEXT,
                log.format()));
  }
}
