package dev.weft.graph;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.TextFormat;
import dev.weft.graph.exchange.Arrival;
import dev.weft.graph.listener.Sockets;
import dev.weft.graph.match.Cidr;
import dev.weft.xds.ResourceType;
import dev.weft.xds.Resources;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Which listener takes an intercepted connection, and where its upstream connection comes from.
final class HandoverTest {
  private static final String CHAIN =
      """
      filter_chains { filters { name: "tcp" typed_config {
        [type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy] {
          stat_prefix: "x" cluster: "x" } } } }
      """;

  private static Listener listener(String name, String address, int port, String more)
      throws TextFormat.ParseException {
    Listener.Builder builder = Listener.newBuilder().setName(name);
    builder.getAddressBuilder().getSocketAddressBuilder().setAddress(address).setPortValue(port);
    TextFormat.Parser.newBuilder()
        .setTypeRegistry(
            com.google.protobuf.TypeRegistry.newBuilder()
                .add(
                    io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy
                        .getDescriptor())
                .add(
                    io.envoyproxy.envoy.extensions.filters.listener.original_src.v3.OriginalSrc
                        .getDescriptor())
                .build())
        .build()
        .merge(more + CHAIN, builder);
    return builder.build();
  }

  private static Graph graph(Listener... listeners) {
    Resources.Builder resources = Resources.builder();
    for (Listener each : listeners) {
      resources.add(ResourceType.LISTENER, each);
    }
    return Linker.link(resources.build(), Graph.EMPTY).orElseThrow();
  }

  private static String taker(Graph graph, String original, int port) {
    Arrival arrival =
        new Arrival(
            new InetSocketAddress("127.0.0.1", 15001),
            new InetSocketAddress("10.0.0.9", 4444),
            new InetSocketAddress(InetAddress.ofLiteral(original), port));
    return graph.handover(graph.listener("virtual").orElseThrow(), arrival).name();
  }

  @Test
  void theExactAddressIsAskedBeforeTheWildcardOfItsFamily() throws Exception {
    String apart = "bind_to_port { }";
    Graph graph =
        graph(
            listener("virtual", "0.0.0.0", 15001, "use_original_dst { value: true }"),
            listener("exact", "10.0.0.1", 80, apart),
            listener("exact6", "fd00::1", 80, apart),
            listener("any", "0.0.0.0", 80, apart),
            listener("any6", "::", 81, apart),
            listener(
                "both", "::", 82, apart + " address { socket_address { ipv4_compat: true } }"));
    assertThat(taker(graph, "10.0.0.1", 80)).isEqualTo("exact");
    assertThat(taker(graph, "fd00::1", 80)).isEqualTo("exact6");
    assertThat(taker(graph, "10.0.0.2", 80)).isEqualTo("any");
    assertThat(taker(graph, "fd00::2", 80)).isEqualTo("virtual");
    assertThat(taker(graph, "fd00::2", 81)).isEqualTo("any6");
    assertThat(taker(graph, "10.0.0.2", 81)).isEqualTo("virtual");
    assertThat(taker(graph, "fd00::2", 82)).isEqualTo("both");
    assertThat(taker(graph, "10.0.0.2", 82)).isEqualTo("both");
  }

  @Test
  void whatATransparentListenerLendsIsRead() throws Exception {
    Sockets sockets =
        graph(
                listener(
                    "virtual",
                    "0.0.0.0",
                    15006,
                    """
                    transparent { value: true }
                    listener_filters { name: "src" typed_config {
                      [type.googleapis.com/envoy.extensions.filters.listener.original_src.v3.OriginalSrc] {
                        mark: 1337 } } }
                    """))
            .listener("virtual")
            .orElseThrow()
            .sockets();
    assertThat(sockets.transparent()).isTrue();
    assertThat(sockets.originalSource()).contains(new Sockets.OriginalSource(1337));
  }

  @Test
  void upstreamSourcesOfBothFamiliesAreKept() throws Exception {
    Cluster.Builder cluster = Cluster.newBuilder();
    TextFormat.merge(
        """
        name: "in" type: ORIGINAL_DST lb_policy: CLUSTER_PROVIDED
        upstream_bind_config { source_address { address: "127.0.0.6" }
          extra_source_addresses { address { address: "::6" } } }
        """,
        cluster);
    Graph graph =
        Linker.link(
                Resources.builder().add(ResourceType.CLUSTER, cluster.build()).build(), Graph.EMPTY)
            .orElseThrow();
    assertThat(graph.cluster("in").orElseThrow().settings().bind())
        .extracting(each -> Cidr.text(each.getAddress()))
        .containsExactly("127.0.0.6", "::6");
  }

  @Test
  void addressesAreWrittenAsEveryoneWritesThem() {
    Map.of(
            "10.0.0.1", "10.0.0.1",
            "0:0:0:0:0:0:0:0", "::",
            "FD00:0:0:1:0:0:0:2", "fd00:0:0:1::2",
            "2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1",
            "1:0:0:2:0:0:3:4", "1::2:0:0:3:4",
            "fe80:0:0:0:0:0:0:0", "fe80::")
        .forEach((given, written) ->
            assertThat(Cidr.text(InetAddress.ofLiteral(given))).isEqualTo(written));
  }
}
