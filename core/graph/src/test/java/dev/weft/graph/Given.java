package dev.weft.graph;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.UInt32Value;
import dev.weft.graph.exchange.Arrival;
import dev.weft.graph.exchange.Head;
import dev.weft.graph.exchange.HeaderVisitor;
import dev.weft.graph.exchange.Hint;
import dev.weft.graph.exchange.Peer;
import dev.weft.graph.listener.HttpTerminal;
import dev.weft.graph.route.Decision;
import dev.weft.xds.ResourceType;
import dev.weft.xds.Resources;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.Endpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.extensions.filters.http.cors.v3.Cors;
import io.envoyproxy.envoy.extensions.filters.http.cors.v3.CorsPolicy;
import io.envoyproxy.envoy.extensions.filters.http.fault.v3.HTTPFault;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.Rds;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Resources and requests for tests.
public final class Given {
  public static final InetSocketAddress HERE = new InetSocketAddress("10.0.0.1", 80);
  public static final InetSocketAddress THERE = new InetSocketAddress("10.9.9.9", 40000);
  public static final Arrival ARRIVAL = new Arrival(HERE, THERE, HERE);

  private static final TextFormat.Parser PARSER =
      TextFormat.Parser.newBuilder()
          .setTypeRegistry(
              TypeRegistry.newBuilder()
                  .add(HTTPFault.getDescriptor())
                  .add(CorsPolicy.getDescriptor())
                  .build())
          .build();

  private Given() {}

  /// A request's head.
  public record Request(String method, String path, String authority, Map<String, String> headers)
      implements Head {
    @Override
    public String scheme() {
      return "http";
    }

    @Override
    public @Nullable String header(String name) {
      return switch (name) {
        case ":path" -> path;
        case ":method" -> method;
        case ":authority" -> authority;
        case ":scheme" -> "http";
        default -> headers.get(name);
      };
    }

    @Override
    public void forEach(HeaderVisitor visitor) {
      headers.forEach(visitor::visit);
    }

    public Request with(String name, String value) {
      Map<String, String> more = new LinkedHashMap<>(headers);
      more.put(name, value);
      return new Request(method, path, authority, more);
    }
  }

  public static Request get(String authority, String path) {
    return new Request("GET", path, authority, Map.of());
  }

  /// Parses the text form of a message.
  public static <B extends Message.Builder> B text(String text, B builder) {
    try {
      PARSER.merge(text, builder);
      return builder;
    } catch (TextFormat.ParseException broken) {
      throw new IllegalArgumentException(text, broken);
    }
  }

  public static RouteConfiguration routes(String text) {
    return text("name: 'main' " + text.replace('\'', '"'), RouteConfiguration.newBuilder()).build();
  }

  public static Listener listener(HttpConnectionManager manager) {
    return Listener.newBuilder()
        .setName("in")
        .setAddress(address("0.0.0.0", 80))
        .addFilterChains(
            FilterChain.newBuilder()
                .setName("only")
                .addFilters(Filter.newBuilder().setName("hcm").setTypedConfig(Any.pack(manager))))
        .build();
  }

  public static HttpConnectionManager.Builder manager() {
    return HttpConnectionManager.newBuilder()
        .setStatPrefix("in")
        .setRds(Rds.newBuilder().setRouteConfigName("main"))
        .addHttpFilters(filter("envoy.filters.http.fault", HTTPFault.getDefaultInstance()))
        .addHttpFilters(filter("envoy.filters.http.cors", Cors.getDefaultInstance()))
        .addHttpFilters(filter("envoy.filters.http.router", Router.getDefaultInstance()));
  }

  public static HttpFilter filter(String name, Message config) {
    return HttpFilter.newBuilder().setName(name).setTypedConfig(Any.pack(config)).build();
  }

  public static Address address(String host, int port) {
    return Address.newBuilder()
        .setSocketAddress(SocketAddress.newBuilder().setAddress(host).setPortValue(port))
        .build();
  }

  public static Cluster cluster(String name) {
    return Cluster.newBuilder()
        .setName(name)
        .setType(Cluster.DiscoveryType.EDS)
        .setConnectTimeout(Duration.newBuilder().setSeconds(1))
        .build();
  }

  public static ClusterLoadAssignment endpoints(String name, String... hosts) {
    LocalityLbEndpoints.Builder group = LocalityLbEndpoints.newBuilder();
    for (String host : hosts) {
      group.addLbEndpoints(
          LbEndpoint.newBuilder()
              .setLoadBalancingWeight(UInt32Value.of(1))
              .setEndpoint(Endpoint.newBuilder().setAddress(address(host, 8080))));
    }
    return ClusterLoadAssignment.newBuilder().setClusterName(name).addEndpoints(group).build();
  }

  /// A listener with these routes, and clusters `a` and `b` with an endpoint each.
  public static Resources.Builder mesh(HttpConnectionManager manager, RouteConfiguration routes) {
    return Resources.builder()
        .add(ResourceType.LISTENER, listener(manager))
        .add(ResourceType.ROUTE, routes)
        .add(ResourceType.CLUSTER, cluster("a"))
        .add(ResourceType.CLUSTER, cluster("b"))
        .add(ResourceType.ENDPOINT, endpoints("a", "10.1.0.1"))
        .add(ResourceType.ENDPOINT, endpoints("b", "10.2.0.1"));
  }

  public static Graph graph(String routes) {
    return Linker.link(mesh(manager().build(), routes(routes)).build(), Graph.EMPTY).orElseThrow();
  }

  public static Decision decide(Graph graph, Head head) {
    return decide(graph, head, 1);
  }

  public static Decision decide(Graph graph, Head head, long seed) {
    HttpTerminal terminal =
        (HttpTerminal)
            graph.listener("in").orElseThrow().chain(ARRIVAL, Hint.NONE).orElseThrow().terminal();
    return terminal
        .router()
        .decide(head, Peer.plain(THERE), ARRIVAL, new SplittableRandom(seed), 0);
  }

  public static List<String> names(Graph graph) {
    return graph.clusters().stream().map(cluster -> cluster.name()).toList();
  }
}
