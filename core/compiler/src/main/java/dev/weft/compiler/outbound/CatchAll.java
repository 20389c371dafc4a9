package dev.weft.compiler.outbound;

import dev.weft.compiler.cluster.ClusterName;
import dev.weft.compiler.plan.ChainPlan;
import dev.weft.compiler.plan.HeaderEdits;
import dev.weft.compiler.plan.RoutePlan;
import dev.weft.compiler.plan.RouteTablePlan.VirtualHost;
import dev.weft.compiler.route.Destinations;
import dev.weft.compiler.route.RouteContext;
import dev.weft.compiler.route.Routes;
import dev.weft.world.View;
import dev.weft.world.rules.OutboundPolicy;
import dev.weft.world.rules.VirtualServices;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What becomes of traffic to destinations that nobody declared.
final class CatchAll {
  private static final Duration IDLE = Duration.ofHours(1);

  private CatchAll() {}

  /// The cluster that unknown traffic goes to.
  static String cluster(View view) {
    if (view.scope().outboundPolicy() == OutboundPolicy.REGISTRY_ONLY) {
      return ClusterName.BLACK_HOLE;
    }
    return view.scope()
        .sidecar()
        .flatMap(sidecar -> sidecar.spec().outboundTrafficPolicy())
        .flatMap(policy -> policy.egressProxy())
        .map(proxy ->
            Destinations.cluster(
                proxy,
                view.scope().sidecar().orElseThrow().meta().namespace(),
                new RouteContext(view, VirtualServices.MESH, 0, false)))
        .orElse(ClusterName.PASSTHROUGH);
  }

  /// `allow_any` or `block_all`, for every authority that no other virtual host has.
  static VirtualHost virtualHost(View view) {
    String cluster = cluster(view);
    if (cluster.equals(ClusterName.BLACK_HOLE)) {
      RoutePlan refuse =
          new RoutePlan(
              "block_all",
              RoutePlan.Match.ANY,
              new RoutePlan.Respond(502, ""),
              HeaderEdits.NONE,
              HeaderEdits.NONE,
              Optional.empty(),
              Optional.empty(),
              "",
              Optional.empty());
      return new VirtualHost("block_all", List.of("*"), List.of(refuse), false);
    }
    RoutePlan to = Routes.inbound(cluster, "");
    RoutePlan pass =
        new RoutePlan(
            "allow_any",
            to.match(),
            to.action(),
            to.request(),
            to.response(),
            to.fault(),
            to.cors(),
            "",
            Optional.empty());
    return new VirtualHost("allow_any", List.of("*"), List.of(pass), false);
  }

  /// The chain for connections that no other one takes.
  static ChainPlan chain(View view, String name) {
    return chain(name, ChainPlan.Match.ANY, cluster(view));
  }

  static ChainPlan chain(String name, ChainPlan.Match match, String cluster) {
    return new ChainPlan(
        name,
        match,
        Optional.empty(),
        new ChainPlan.Tcp(cluster, List.of(new ChainPlan.WeightedCluster(cluster, 1)), IDLE, false),
        Optional.empty());
  }
}
