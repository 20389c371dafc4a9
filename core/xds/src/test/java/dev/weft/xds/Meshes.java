package dev.weft.xds;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.AggregatedConfigSource;
import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.Rds;
import java.util.LinkedHashSet;
import java.util.Random;
import java.util.Set;

/// Small consistent sets of resources: every route goes to a cluster of the same set.
final class Meshes {
  private static final ConfigSource ADS =
      ConfigSource.newBuilder().setAds(AggregatedConfigSource.getDefaultInstance()).build();

  private Meshes() {}

  static Cluster cluster(String name, int variant) {
    return Cluster.newBuilder()
        .setName(name)
        .setType(Cluster.DiscoveryType.EDS)
        .setConnectTimeout(Duration.newBuilder().setSeconds(1 + variant))
        .setEdsClusterConfig(Cluster.EdsClusterConfig.newBuilder().setEdsConfig(ADS))
        .build();
  }

  static ClusterLoadAssignment endpoints(String name, int variant) {
    return ClusterLoadAssignment.newBuilder()
        .setClusterName(name)
        .addEndpoints(
            LocalityLbEndpoints.newBuilder().setLoadBalancingWeight(UInt32Value.of(1 + variant)))
        .build();
  }

  static Listener listener(String name, String routes, int variant) {
    HttpConnectionManager manager =
        HttpConnectionManager.newBuilder()
            .setStatPrefix("variant" + variant)
            .setRds(Rds.newBuilder().setRouteConfigName(routes).setConfigSource(ADS))
            .build();
    return Listener.newBuilder()
        .setName(name)
        .addFilterChains(
            FilterChain.newBuilder()
                .addFilters(Filter.newBuilder().setTypedConfig(Any.pack(manager))))
        .build();
  }

  static RouteConfiguration routes(String name, Iterable<String> clusters) {
    VirtualHost.Builder host = VirtualHost.newBuilder().setName("any").addDomains("*");
    for (String cluster : clusters) {
      host.addRoutes(
          Route.newBuilder()
              .setMatch(RouteMatch.newBuilder().setPrefix("/" + cluster))
              .setRoute(RouteAction.newBuilder().setCluster(cluster)));
    }
    return RouteConfiguration.newBuilder().setName(name).addVirtualHosts(host).build();
  }

  static Resources random(Random random) {
    Resources.Builder resources = Resources.builder();
    Set<String> clusters = new LinkedHashSet<>();
    for (int i = 0; i < 6; i++) {
      if (random.nextBoolean()) {
        String name = "cluster-" + i;
        clusters.add(name);
        resources.add(ResourceType.CLUSTER, cluster(name, random.nextInt(3)));
        resources.add(ResourceType.ENDPOINT, endpoints(name, random.nextInt(3)));
      }
    }
    for (int i = 0; i < 3; i++) {
      if (random.nextInt(3) > 0) {
        String routes = "routes-" + (i == 2 ? random.nextInt(2) : i);
        resources.add(ResourceType.LISTENER, listener("listener-" + i, routes, random.nextInt(2)));
        Set<String> used = new LinkedHashSet<>(clusters);
        used.removeIf(name -> random.nextBoolean());
        resources.add(ResourceType.ROUTE, routes(routes, used));
      }
    }
    return resources.build();
  }

  /// The clusters that any route of the set goes to.
  static Set<String> routedClusters(Resources resources) {
    Set<String> clusters = new LinkedHashSet<>();
    for (XdsResource resource : resources.of(ResourceType.ROUTE).values()) {
      for (VirtualHost host : resource.as(RouteConfiguration.class).getVirtualHostsList()) {
        host.getRoutesList().forEach(route -> clusters.add(route.getRoute().getCluster()));
      }
    }
    return clusters;
  }
}
