package dev.weft.compiler.proxyless;

import com.google.protobuf.Any;
import dev.weft.compiler.cluster.ClusterName;
import dev.weft.world.Node;
import dev.weft.world.View;
import dev.weft.world.registry.Service;
import dev.weft.world.registry.ServicePort;
import dev.weft.xds.ResourceType;
import dev.weft.xds.Resources;
import dev.weft.xds.XdsResource;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.AggregatedConfigSource;
import io.envoyproxy.envoy.config.core.v3.ApiVersion;
import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.listener.v3.ApiListener;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.Rds;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a gRPC client that speaks xDS itself is told, as istiod's `grpc` generator does. What such
/// a client would refuse is left out, so that one such route does not cost it all the others.
public final class Proxyless {
  private static final ConfigSource ADS =
      ConfigSource.newBuilder()
          .setAds(AggregatedConfigSource.getDefaultInstance())
          .setResourceApiVersion(ApiVersion.V3)
          .build();

  private Proxyless() {}

  /// Whether a node is such a client: it says so in its metadata (`GENERATOR: grpc`).
  public static boolean is(Node node) {
    return "grpc".equals(node.metadata().get("GENERATOR"));
  }

  /// Reshapes what a sidecar of the view's node gets.
  public static Resources of(View view, Resources sidecar) {
    Resources.Builder all = Resources.builder();
    Map<String, VirtualHost> hosts = virtualHosts(sidecar);
    for (Service service : view.services()) {
      if (service.host().isWildcard()) {
        continue;
      }
      for (ServicePort port : service.ports()) {
        String table = ClusterName.outbound(port.number(), "", service.host());
        if (sidecar.find(ResourceType.CLUSTER, table).isEmpty()) {
          continue;
        }
        for (String name : names(view.node(), service)) {
          all.add(ResourceType.LISTENER, listener(name, port.number(), table));
        }
        Optional<VirtualHost> host =
            Optional.ofNullable(hosts.get(service.host() + ":" + port.number()));
        all.add(ResourceType.ROUTE, routes(table, host));
      }
    }
    for (XdsResource cluster : sidecar.of(ResourceType.CLUSTER).values()) {
      cluster(cluster.as(Cluster.class)).ifPresent(c -> all.add(ResourceType.CLUSTER, c));
    }
    for (XdsResource endpoints : sidecar.of(ResourceType.ENDPOINT).values()) {
      all.add(ResourceType.ENDPOINT, weighed(endpoints.as(ClusterLoadAssignment.class)));
    }
    return all.build();
  }

  private static Map<String, VirtualHost> virtualHosts(Resources sidecar) {
    Map<String, VirtualHost> hosts = new HashMap<>();
    for (XdsResource table : sidecar.of(ResourceType.ROUTE).values()) {
      for (VirtualHost host : table.as(RouteConfiguration.class).getVirtualHostsList()) {
        hosts.putIfAbsent(host.getName(), host);
      }
    }
    return hosts;
  }

  /// Every spelling by which the service may be dialled from the node's namespace.
  private static Set<String> names(Node node, Service service) {
    Set<String> names = new LinkedHashSet<>();
    names.add(service.host().toString());
    if (service.isKubernetes()) {
      String near = service.name() + "." + service.namespace();
      names.add(near + ".svc");
      names.add(near);
      if (service.namespace().equals(node.namespace())) {
        names.add(service.name());
      }
    }
    return names;
  }

  private static Listener listener(String host, int port, String table) {
    HttpConnectionManager manager =
        HttpConnectionManager.newBuilder()
            .setRds(Rds.newBuilder().setConfigSource(ADS).setRouteConfigName(table))
            .addHttpFilters(
                HttpFilter.newBuilder()
                    .setName("envoy.filters.http.router")
                    .setTypedConfig(Any.pack(Router.getDefaultInstance())))
            .build();
    return Listener.newBuilder()
        .setName(host + ":" + port)
        .setAddress(
            Address.newBuilder()
                .setSocketAddress(
                    SocketAddress.newBuilder().setAddress("0.0.0.0").setPortValue(port)))
        .setApiListener(ApiListener.newBuilder().setApiListener(Any.pack(manager)))
        .build();
  }

  private static RouteConfiguration routes(String table, Optional<VirtualHost> host) {
    VirtualHost.Builder only = VirtualHost.newBuilder().setName(table).addDomains("*");
    host.ifPresent(from ->
        from.getRoutesList().forEach(route -> ProxylessRoute.of(route).ifPresent(only::addRoutes)));
    if (host.isEmpty()) {
      only.addRoutes(ProxylessRoute.to(table));
    }
    return RouteConfiguration.newBuilder().setName(table).addVirtualHosts(only).build();
  }

  /// Only what is discovered over EDS; gRPC knows two policies without further settings.
  private static Optional<Cluster> cluster(Cluster from) {
    if (from.getType() != Cluster.DiscoveryType.EDS) {
      return Optional.empty();
    }
    String service = from.getEdsClusterConfig().getServiceName();
    Cluster.Builder to =
        Cluster.newBuilder()
            .setName(from.getName())
            .setType(Cluster.DiscoveryType.EDS)
            .setEdsClusterConfig(
                Cluster.EdsClusterConfig.newBuilder()
                    .setEdsConfig(ADS)
                    .setServiceName(service.isEmpty() ? from.getName() : service))
            .setLbPolicy(Cluster.LbPolicy.ROUND_ROBIN);
    if (from.getLbPolicy() == Cluster.LbPolicy.RING_HASH) {
      to.setLbPolicy(Cluster.LbPolicy.RING_HASH);
      if (from.hasRingHashLbConfig()) {
        to.setRingHashLbConfig(from.getRingHashLbConfig());
      }
    }
    return Optional.of(to.build());
  }

  /// gRPC passes over a locality without a weight (gRFC A27).
  private static ClusterLoadAssignment weighed(ClusterLoadAssignment from) {
    ClusterLoadAssignment.Builder to = from.toBuilder();
    to.getEndpointsBuilderList()
        .forEach(locality -> {
          if (!locality.hasLoadBalancingWeight()) {
            long sum =
                locality.getLbEndpointsList().stream()
                    .mapToLong(e -> Math.max(1, e.getLoadBalancingWeight().getValue()))
                    .sum();
            locality.setLoadBalancingWeight(
                com.google.protobuf.UInt32Value.of((int) Math.min(sum, Integer.MAX_VALUE)));
          }
        });
    return to.build();
  }
}
