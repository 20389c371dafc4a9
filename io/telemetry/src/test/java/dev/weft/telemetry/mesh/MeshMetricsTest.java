package dev.weft.telemetry.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Struct;
import com.google.protobuf.util.JsonFormat;
import dev.weft.graph.Record;
import dev.weft.graph.cluster.Cluster;
import dev.weft.graph.exchange.Peer;
import dev.weft.graph.exchange.ResponseFlag;
import dev.weft.graph.match.Metadata;
import dev.weft.telemetry.Records;
import dev.weft.telemetry.metrics.Prometheus;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MeshMetricsTest {
  private static final Struct NODE =
      struct(
          """
          {"NAMESPACE": "default", "WORKLOAD_NAME": "productpage-v1", "CLUSTER_ID": "Kubernetes",
           "LABELS": {"app": "productpage", "version": "v1"}}
          """);

  private final PeerExchange exchange = new PeerExchange("sidecar~1", NODE);
  private final MeshMetrics metrics = new MeshMetrics(Facts.of(NODE), exchange);

  private String text() {
    return Prometheus.render(metrics, name -> true);
  }

  @Test
  void aCallIsCountedWithBothWorkloadsAndTheService() {
    metrics.over(
        Records.call(
            Records.cluster("outbound|9080|v2|reviews.default.svc.cluster.local"), 200, Set.of()));

    assertThat(text())
        .contains(
            "istio_requests_total{response_code=\"200\",reporter=\"source\","
                + "source_workload=\"productpage-v1\",source_workload_namespace=\"default\","
                + "source_principal=\"spiffe://cluster.local/ns/default/sa/productpage\","
                + "source_app=\"productpage\",source_version=\"v1\",source_cluster=\"Kubernetes\","
                + "destination_workload=\"reviews-v2\",destination_workload_namespace=\"default\","
                + "destination_principal=\"spiffe://cluster.local/ns/default/sa/reviews\","
                + "destination_app=\"reviews\",destination_version=\"v2\","
                + "destination_cluster=\"Kubernetes\","
                + "destination_service=\"reviews.default.svc.cluster.local\","
                + "destination_service_name=\"reviews\",destination_service_namespace=\"default\","
                + "request_protocol=\"http\",response_flags=\"-\",grpc_response_status=\"\","
                + "connection_security_policy=\"unknown\",source_canonical_service=\"productpage\","
                + "destination_canonical_service=\"reviews\",source_canonical_revision=\"v1\","
                + "destination_canonical_revision=\"v2\"} 1\n")
        .containsPattern("istio_request_duration_milliseconds_bucket\\{[^}]*le=\"5\"} 1")
        .containsPattern("istio_response_bytes_sum\\{[^}]*} 2000\n");
  }

  @Test
  void anInboundRequestKnowsItsCallerByTheHeaderAndItsTlsByTheConnection() {
    Record direct = Records.direct(Metadata.NONE, Set.of(ResponseFlag.NR));
    Records.MapHead head =
        new Records.MapHead(Map.of(":method", "GET", ":path", "/", ":authority", "reviews:9080"));
    metrics.over(
        new Record(
            direct.listener(),
            direct.chain(),
            direct.arrival(),
            direct.peer(),
            Optional.of(new Record.Request(head, "/", "", "", exchange.metadata())),
            direct.route(),
            Optional.of(Records.cluster("inbound|9080||")),
            direct.upstream(),
            direct.ending(),
            direct.timing(),
            direct.bytes(),
            direct.messages(),
            direct.told()));

    assertThat(text())
        .contains("reporter=\"destination\",source_workload=\"productpage-v1\"")
        .contains("connection_security_policy=\"none\"")
        .contains("destination_service=\"reviews\"")
        .contains("response_flags=\"NR\"");
  }

  @Test
  void aResumedSessionKeepsThePrincipalOfThisWorkload() {
    Cluster cluster = Records.cluster("outbound|80||a.b.svc.cluster.local");
    metrics.over(Records.call(cluster, 200, Set.of()));
    metrics.over(resumed(Records.call(cluster, 404, Set.of())));
    assertThat(text().lines().filter(line -> line.startsWith("istio_requests_total")))
        .hasSize(2)
        .allMatch(line ->
            line.contains("source_principal=\"spiffe://cluster.local/ns/default/sa/productpage\""));
  }

  private static Record resumed(Record like) {
    Record.Upstream upstream = like.upstream().orElseThrow();
    Peer peer = upstream.peer().orElseThrow();
    Peer.Certificate shown = peer.certificate();
    Peer unknown =
        new Peer(
            peer.identity(),
            peer.uriSan(),
            true,
            peer.serverName(),
            peer.address(),
            new Peer.Certificate(
                shown.uriSans(),
                shown.dnsSans(),
                shown.subject(),
                shown.issuer(),
                shown.pem(),
                shown.digest(),
                "",
                shown.tlsVersion(),
                shown.cipherSuite()));
    return new Record(
        like.listener(),
        like.chain(),
        like.arrival(),
        like.peer(),
        like.request(),
        like.route(),
        like.cluster(),
        Optional.of(
            new Record.Upstream(
                upstream.endpoint(),
                upstream.remote(),
                upstream.local(),
                Optional.of(unknown),
                "",
                1)),
        like.ending(),
        like.timing(),
        like.bytes(),
        like.messages(),
        like.told());
  }

  @Test
  void aTcpConnectionIsCountedWhileItIsOpenAndNothingTwice() {
    Record call = Records.call(Records.cluster("outbound|80||a.b.svc.cluster.local"), 0, Set.of());
    metrics.underWay(tcp(call, 10, 20, Record.Told.NOTHING));
    assertThat(text())
        .containsPattern("istio_tcp_connections_opened_total\\{[^}]*} 1\n")
        .containsPattern("istio_tcp_connections_closed_total\\{[^}]*} 0\n")
        .containsPattern("istio_tcp_received_bytes_total\\{[^}]*} 10\n")
        .containsPattern("istio_tcp_sent_bytes_total\\{[^}]*} 20\n");
    metrics.over(tcp(call, 15, 60, new Record.Told(true, 10, 20)));
    assertThat(text())
        .containsPattern("istio_tcp_connections_opened_total\\{[^}]*} 1\n")
        .containsPattern("istio_tcp_connections_closed_total\\{[^}]*} 1\n")
        .containsPattern("istio_tcp_received_bytes_total\\{[^}]*} 15\n")
        .containsPattern("istio_tcp_sent_bytes_total\\{[^}]*} 60\n");
  }

  private static Record tcp(Record like, long received, long sent, Record.Told told) {
    return new Record(
        like.listener(),
        like.chain(),
        like.arrival(),
        like.peer(),
        Optional.empty(),
        Optional.empty(),
        like.cluster(),
        like.upstream(),
        like.ending(),
        like.timing(),
        new Record.Bytes(received, sent, Record.Wire.NONE, Record.Wire.NONE),
        Record.Messages.NONE,
        told);
  }

  @Test
  void clustersWithoutServiceAreCalledByTheirName() {
    metrics.over(Records.call(Records.cluster("PassthroughCluster"), 200, Set.of()));
    assertThat(text())
        .contains(
            "destination_service=\"reviews\",destination_service_name=\"PassthroughCluster\"");
  }

  @Test
  void equalRequestsShareASeries() {
    for (int i = 0; i < 3; i++) {
      metrics.over(
          Records.call(Records.cluster("outbound|80||a.b.svc.cluster.local"), 200, Set.of()));
    }
    assertThat(text().lines().filter(line -> line.startsWith("istio_requests_total")))
        .singleElement()
        .satisfies(line -> assertThat(line).endsWith(" 3"));
  }

  @Test
  void inventedNamesCannotFillTheMemory() {
    for (int i = 0; i < MeshMetrics.LIMIT + 10; i++) {
      metrics.over(Records.call(Records.cluster("outbound|80||h" + i + ".com"), 200, Set.of()));
    }
    assertThat(Prometheus.render(metrics, "weft_series_overflow"::equals))
        .endsWith("weft_series_overflow{} 10\n");
  }

  @Test
  void brokenPeerMetadataIsNoMetadata() {
    assertThat(exchange.read("!!!")).isEqualTo(Facts.UNKNOWN);
    assertThat(exchange.read("AAAA")).isEqualTo(Facts.UNKNOWN);
    assertThat(exchange.read(exchange.metadata()).workload()).isEqualTo("productpage-v1");
  }

  private static Struct struct(String json) {
    try {
      Struct.Builder builder = Struct.newBuilder();
      JsonFormat.parser().merge(json, builder);
      return builder.build();
    } catch (com.google.protobuf.InvalidProtocolBufferException broken) {
      throw new AssertionError(broken);
    }
  }
}
