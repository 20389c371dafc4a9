package dev.weft.compiler.emission;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.weft.xds.ResourceType;
import dev.weft.xds.Resources;
import dev.weft.xds.XdsResource;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.config.core.v3.Pipe;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.Endpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import java.util.Optional;

/// All resources of a node in one file, for a proxy without a control plane and for asking a real
/// Envoy whether it would accept them: `envoy --mode validate -c FILE.pb` on the bytes of the
/// message.
///
/// Endpoints and routes, which such a file cannot hold on their own, are put where they are
/// referred to; secrets of the agent are asked for at the socket `sds.sock`.
public final class StaticBootstrap {
  private StaticBootstrap() {}

  /// One self-contained bootstrap.
  ///
  /// @throws InvalidProtocolBufferException when a listener holds a connection manager that cannot
  ///   be decoded
  public static Bootstrap of(Node node, Resources resources) throws InvalidProtocolBufferException {
    Bootstrap.StaticResources.Builder all = Bootstrap.StaticResources.newBuilder();
    all.addClusters(agent());
    for (XdsResource resource : resources.of(ResourceType.CLUSTER).values()) {
      all.addClusters(cluster(resource.as(Cluster.class), resources));
    }
    for (XdsResource resource : resources.of(ResourceType.LISTENER).values()) {
      all.addListeners(listener(resource.as(Listener.class), resources));
    }
    for (XdsResource resource : resources.of(ResourceType.SECRET).values()) {
      all.addSecrets(resource.as(Secret.class));
    }
    return Bootstrap.newBuilder().setNode(node).setStaticResources(all).build();
  }

  private static Cluster agent() {
    return Cluster.newBuilder()
        .setName("sds-grpc")
        .setType(Cluster.DiscoveryType.STATIC)
        .setConnectTimeout(com.google.protobuf.Duration.newBuilder().setSeconds(1))
        .setLoadAssignment(
            ClusterLoadAssignment.newBuilder()
                .setClusterName("sds-grpc")
                .addEndpoints(
                    LocalityLbEndpoints.newBuilder()
                        .addLbEndpoints(
                            LbEndpoint.newBuilder()
                                .setEndpoint(
                                    Endpoint.newBuilder()
                                        .setAddress(
                                            io.envoyproxy.envoy.config.core.v3.Address.newBuilder()
                                                .setPipe(Pipe.newBuilder().setPath("sds.sock")))))))
        .build();
  }

  private static Cluster cluster(Cluster cluster, Resources resources) {
    if (cluster.getType() != Cluster.DiscoveryType.EDS) {
      return cluster;
    }
    Cluster.Builder fixed =
        cluster.toBuilder().setType(Cluster.DiscoveryType.STATIC).clearEdsClusterConfig();
    resources
        .find(ResourceType.ENDPOINT, cluster.getEdsClusterConfig().getServiceName())
        .ifPresent(found -> fixed.setLoadAssignment(found.as(ClusterLoadAssignment.class)));
    return fixed.build();
  }

  private static Listener listener(Listener listener, Resources resources)
      throws InvalidProtocolBufferException {
    Listener.Builder inlined = listener.toBuilder();
    for (FilterChain.Builder chain : inlined.getFilterChainsBuilderList()) {
      chain(chain, resources);
    }
    if (inlined.hasDefaultFilterChain()) {
      chain(inlined.getDefaultFilterChainBuilder(), resources);
    }
    return inlined.build();
  }

  private static void chain(FilterChain.Builder chain, Resources resources)
      throws InvalidProtocolBufferException {
    for (Filter.Builder filter : chain.getFiltersBuilderList()) {
      Any config = filter.getTypedConfig();
      if (config.is(HttpConnectionManager.class)) {
        HttpConnectionManager manager = config.unpack(HttpConnectionManager.class);
        Optional<RouteConfiguration> routes =
            resources
                .find(ResourceType.ROUTE, manager.getRds().getRouteConfigName())
                .map(found -> found.as(RouteConfiguration.class));
        if (manager.hasRds() && routes.isPresent()) {
          filter.setTypedConfig(
              Spelling.pack(manager.toBuilder().setRouteConfig(routes.get()).build()));
        }
      }
    }
  }
}
