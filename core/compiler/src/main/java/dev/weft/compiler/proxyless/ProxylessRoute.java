package dev.weft.compiler.proxyless;

import io.envoyproxy.envoy.config.route.v3.RetryPolicy;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.config.route.v3.WeightedCluster;
import java.util.Optional;

/// One route, reduced to what gRPC's clients accept (gRFC A28, A31, A44).
final class ProxylessRoute {
  private ProxylessRoute() {}

  /// Everything to one cluster.
  static Route to(String cluster) {
    return Route.newBuilder()
        .setMatch(RouteMatch.newBuilder().setPrefix(""))
        .setRoute(RouteAction.newBuilder().setCluster(cluster))
        .build();
  }

  /// Empty when gRPC has no such route: redirects, direct responses, matches on the query.
  static Optional<Route> of(Route from) {
    boolean known =
        from.hasRoute()
            && from.getMatch().getQueryParametersCount() == 0
            && switch (from.getMatch().getPathSpecifierCase()) {
              case PREFIX, PATH, SAFE_REGEX -> true;
              case CONNECT_MATCHER,
                  PATH_SEPARATED_PREFIX,
                  PATH_MATCH_POLICY,
                  PATHSPECIFIER_NOT_SET ->
                  false;
            };
    if (!known) {
      return Optional.empty();
    }
    return action(from.getRoute())
        .map(action ->
            Route.newBuilder()
                .setName(from.getName())
                .setMatch(from.getMatch())
                .setRoute(action)
                .build());
  }

  private static Optional<RouteAction> action(RouteAction from) {
    RouteAction.Builder to = RouteAction.newBuilder();
    switch (from.getClusterSpecifierCase()) {
      case CLUSTER -> to.setCluster(from.getCluster());
      case WEIGHTED_CLUSTERS -> {
        WeightedCluster.Builder clusters = WeightedCluster.newBuilder();
        from.getWeightedClusters()
            .getClustersList()
            .forEach(each ->
                clusters.addClustersBuilder().setName(each.getName()).setWeight(each.getWeight()));
        to.setWeightedClusters(clusters);
      }
      case CLUSTER_HEADER,
          CLUSTER_SPECIFIER_PLUGIN,
          INLINE_CLUSTER_SPECIFIER_PLUGIN,
          CLUSTERSPECIFIER_NOT_SET -> {
        return Optional.empty();
      }
    }
    if (from.hasTimeout() && from.getTimeout().getSeconds() + from.getTimeout().getNanos() > 0) {
      to.getMaxStreamDurationBuilder().setMaxStreamDuration(from.getTimeout());
    }
    if (from.hasRetryPolicy() && from.getRetryPolicy().getNumRetries().getValue() > 0) {
      to.setRetryPolicy(
          RetryPolicy.newBuilder()
              .setRetryOn(from.getRetryPolicy().getRetryOn())
              .setNumRetries(from.getRetryPolicy().getNumRetries()));
    }
    from.getHashPolicyList().stream()
        .filter(policy -> policy.hasHeader() || policy.hasFilterState())
        .forEach(to::addHashPolicy);
    return Optional.of(to.build());
  }
}
