package dev.weft.net.stage;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.protobuf.UInt32Value;
import com.google.protobuf.util.Durations;
import dev.weft.graph.Graph;
import dev.weft.graph.Linker;
import dev.weft.host.port.HeldPort;
import dev.weft.xds.ResourceType;
import dev.weft.xds.Resources;
import io.envoyproxy.envoy.config.cluster.v3.CircuitBreakers;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.Http1ProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.Http2ProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.Endpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// Small Envoy resources for tests, and the graph they link to.
final class Xds {
  private final Resources.Builder resources = Resources.builder();

  Graph link(Graph previous) {
    return Linker.link(resources.build(), previous).orElseThrow();
  }

  Graph link() {
    return link(Graph.EMPTY);
  }

  Xds add(ResourceType type, Message message) {
    resources.add(type, message);
    return this;
  }

  /// An HTTP listener on loopback.
  Xds http(String name, int port, Route... routes) {
    return listener(name, port, chain(hcm(List.of(routes), b -> b)));
  }

  Xds http(
      String name, int port, UnaryOperator<HttpConnectionManager.Builder> change, Route... routes) {
    return listener(name, port, chain(hcm(List.of(routes), change)));
  }

  Xds tcp(String name, int port, String cluster) {
    return listener(name, port, chain(tcpFilter(cluster)));
  }

  Xds listener(String name, int port, FilterChain... chains) {
    return add(
        ResourceType.LISTENER,
        Listener.newBuilder()
            .setName(name)
            .setAddress(address("127.0.0.1", port))
            .addAllFilterChains(List.of(chains))
            .build());
  }

  static FilterChain chain(Filter filter) {
    return FilterChain.newBuilder().addFilters(filter).build();
  }

  static FilterChain chain(Filter filter, TransportSocket tls) {
    return FilterChain.newBuilder().addFilters(filter).setTransportSocket(tls).build();
  }

  static Filter tcpFilter(String cluster) {
    return Filter.newBuilder()
        .setName("envoy.filters.network.tcp_proxy")
        .setTypedConfig(
            Any.pack(TcpProxy.newBuilder().setStatPrefix("tcp").setCluster(cluster).build()))
        .build();
  }

  static Filter hcm(List<Route> routes, UnaryOperator<HttpConnectionManager.Builder> change) {
    HttpConnectionManager.Builder manager =
        HttpConnectionManager.newBuilder()
            .setStatPrefix("http")
            .setRouteConfig(
                RouteConfiguration.newBuilder()
                    .setName("routes")
                    .addVirtualHosts(
                        VirtualHost.newBuilder()
                            .setName("all")
                            .addDomains("*")
                            .addAllRoutes(routes)))
            .addHttpFilters(
                HttpFilter.newBuilder()
                    .setName("envoy.filters.http.router")
                    .setTypedConfig(Any.pack(Router.getDefaultInstance())));
    return Filter.newBuilder()
        .setName("envoy.filters.network.http_connection_manager")
        .setTypedConfig(Any.pack(change.apply(manager).build()))
        .build();
  }

  static Route to(String prefix, String cluster) {
    return to(prefix, cluster, action -> action);
  }

  static Route to(String prefix, String cluster, UnaryOperator<RouteAction.Builder> change) {
    RouteAction.Builder action =
        RouteAction.newBuilder().setCluster(cluster).setTimeout(Durations.ZERO);
    return Route.newBuilder()
        .setMatch(RouteMatch.newBuilder().setPrefix(prefix))
        .setRoute(change.apply(action))
        .build();
  }

  static Duration millis(long millis) {
    return Durations.fromMillis(millis);
  }

  Xds cluster(String name, int... ports) {
    return cluster(name, b -> b, ports);
  }

  Xds cluster(String name, UnaryOperator<Cluster.Builder> change, int... ports) {
    Cluster.Builder cluster =
        Cluster.newBuilder()
            .setName(name)
            .setType(Cluster.DiscoveryType.STATIC)
            .setConnectTimeout(Durations.fromSeconds(60))
            .setLoadAssignment(endpoints(name, ports));
    return add(ResourceType.CLUSTER, change.apply(cluster).build());
  }

  static ClusterLoadAssignment endpoints(String name, int... ports) {
    List<LbEndpoint> all = new ArrayList<>();
    for (int port : ports) {
      all.add(
          LbEndpoint.newBuilder()
              .setEndpoint(Endpoint.newBuilder().setAddress(address("127.0.0.1", port)))
              .build());
    }
    return ClusterLoadAssignment.newBuilder()
        .setClusterName(name)
        .addEndpoints(LocalityLbEndpoints.newBuilder().addAllLbEndpoints(all))
        .build();
  }

  static Cluster.Builder http2(Cluster.Builder cluster) {
    return options(
        cluster,
        HttpProtocolOptions.newBuilder()
            .setExplicitHttpConfig(
                HttpProtocolOptions.ExplicitHttpConfig.newBuilder()
                    .setHttp2ProtocolOptions(Http2ProtocolOptions.getDefaultInstance())));
  }

  static Cluster.Builder followDownstream(Cluster.Builder cluster) {
    return options(
        cluster,
        HttpProtocolOptions.newBuilder()
            .setUseDownstreamProtocolConfig(
                HttpProtocolOptions.UseDownstreamHttpConfig.newBuilder()
                    .setHttpProtocolOptions(Http1ProtocolOptions.getDefaultInstance())
                    .setHttp2ProtocolOptions(Http2ProtocolOptions.getDefaultInstance())));
  }

  private static Cluster.Builder options(
      Cluster.Builder cluster, HttpProtocolOptions.Builder options) {
    return cluster.putTypedExtensionProtocolOptions(
        "envoy.extensions.upstreams.http.v3.HttpProtocolOptions", Any.pack(options.build()));
  }

  static Cluster.Builder limits(
      Cluster.Builder cluster, UnaryOperator<CircuitBreakers.Thresholds.Builder> change) {
    return cluster.setCircuitBreakers(
        CircuitBreakers.newBuilder()
            .addThresholds(change.apply(CircuitBreakers.Thresholds.newBuilder())));
  }

  static UInt32Value number(int value) {
    return UInt32Value.of(value);
  }

  static Address address(String host, int port) {
    return Address.newBuilder()
        .setSocketAddress(SocketAddress.newBuilder().setAddress(host).setPortValue(port))
        .build();
  }

  /// A port that refuses connections, and that nobody else is given, until it is closed.
  static HeldPort refusing() throws IOException {
    return HeldPort.on("127.0.0.1");
  }
}
