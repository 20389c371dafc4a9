package dev.weft.telemetry.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.graph.Graph;
import dev.weft.graph.Linker;
import dev.weft.graph.exchange.ResponseFlag;
import dev.weft.graph.listener.Listener;
import dev.weft.telemetry.Records;
import dev.weft.telemetry.metrics.Collector.Samples;
import dev.weft.telemetry.metrics.Histogram;
import dev.weft.telemetry.metrics.Name;
import dev.weft.xds.ResourceType;
import dev.weft.xds.Resources;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DataPathStatsTest {
  private static final String CLUSTER = "cluster.outbound|80||a.b.";

  private static Map<String, Long> numbers(java.util.function.Consumer<Samples> collector) {
    Map<String, Long> numbers = new TreeMap<>();
    collector.accept(
        new Samples() {
          @Override
          public void counter(Name name, long value) {
            assertThat(numbers.put(name.dotted(), value)).as("told once: " + name).isNull();
          }

          @Override
          public void gauge(Name name, long value) {
            counter(name, value);
          }

          @Override
          public void histogram(Name name, Histogram.Snapshot snapshot) {
            counter(name, snapshot.count());
          }
        });
    return numbers;
  }

  @Test
  void aClusterCountsAttemptsStatusesAndFailures() {
    ClusterStats stats = new ClusterStats("outbound|80||a.b");
    var cluster = Records.cluster("outbound|80||a.b");
    stats.over(Records.call(cluster, 200, Set.of()));
    stats.over(Records.call(cluster, 503, Set.of(ResponseFlag.UF, ResponseFlag.URX)));

    assertThat(numbers(into -> stats.collect(cluster, into)))
        .containsEntry(CLUSTER + "upstream_rq_total", 2L)
        .containsEntry(CLUSTER + "upstream_rq_completed", 2L)
        .containsEntry(CLUSTER + "upstream_rq_200", 1L)
        .containsEntry(CLUSTER + "upstream_rq_2xx", 1L)
        .containsEntry(CLUSTER + "upstream_rq_5xx", 1L)
        .containsEntry(CLUSTER + "upstream_rq_retry", 2L)
        .containsEntry(CLUSTER + "upstream_rq_retry_success", 1L)
        .containsEntry(CLUSTER + "upstream_cx_connect_fail", 2L)
        .containsEntry(CLUSTER + "upstream_rq_time", 2L)
        .containsEntry(CLUSTER + "membership_total", 0L)
        .containsEntry(CLUSTER + "circuit_breakers.default.rq_open", 0L);
  }

  @Test
  void aClusterThatWasNotAskedCountsNothing() {
    Graph graph =
        Linker.link(
                Resources.builder()
                    .add(
                        ResourceType.CLUSTER,
                        Cluster.newBuilder().setName("outbound|80||a.b").build())
                    .build(),
                Graph.EMPTY)
            .orElseThrow();
    var cluster = graph.cluster("outbound|80||a.b").orElseThrow();
    DataPathStats stats = new DataPathStats(() -> graph);
    stats.over(Records.aborted(cluster));
    assertThat(numbers(stats::collect)).containsEntry(CLUSTER + "upstream_rq_completed", 0L);

    stats.over(Records.call(cluster, 503, Set.of()));
    assertThat(numbers(stats::collect)).containsEntry(CLUSTER + "upstream_rq_completed", 1L);
  }

  @Test
  void whomAProxyDoesNotBelieveIsCountedByTheReason() {
    Refusals refusals = new Refusals();
    refusals.count("server", "TLS_error: no_bundle: trust domain 'b.example' is not trusted here");
    refusals.count("server", "TLS_error: no_bundle: trust domain 'c.example' is not trusted here");
    refusals.count("client", "trust_withdrawn: not trusted any more: no_bundle: trust domain 'b'");
    refusals.count("server", "delayed connect error: Connection refused");
    assertThat(numbers(refusals::collect))
        .containsOnly(
            Map.entry("weft_trust_refusals.server.no_bundle", 2L),
            Map.entry("weft_trust_refusals.client.trust_withdrawn", 1L));
  }

  @Test
  void aListenerCountsItsConnections() {
    Listener listener = Records.listener(Listener.Direction.INBOUND);
    ListenerStats stats = new ListenerStats(ListenerStats.address(listener));
    stats.opened();
    stats.opened();
    stats.closed();
    stats.insecure("TLS_error: expired: the certificate expired at noon");
    stats.insecure("TLS_error: wrong_name: the certificate is somebody else's");
    stats.insecure("TLS_error: refused_by_peer: it does not accept our certificate");
    stats.insecure("the client spoke plain text where TLS is required");

    assertThat(numbers(stats::collect))
        .containsEntry("listener.127.0.0.1_19001.ssl.fail_verify_error", 1L)
        .containsEntry("listener.127.0.0.1_19001.ssl.fail_verify_san", 1L)
        .containsEntry("listener.127.0.0.1_19001.ssl.connection_error", 3L)
        .containsEntry("listener.127.0.0.1_19001.downstream_cx_plain_text_refused", 1L)
        .containsEntry("listener.127.0.0.1_19001.downstream_cx_total", 2L)
        .containsEntry("listener.127.0.0.1_19001.downstream_cx_active", 1L)
        .containsEntry("listener.127.0.0.1_19001.downstream_cx_destroy", 1L);
  }

  @Test
  void statusesOfPrometheusAreLabels() {
    Block block = new Block("http", new dev.weft.telemetry.metrics.Label("p", "x"));
    block.status(404);
    Map<Name, Long> seen = new java.util.HashMap<>();
    block.statuses(
        new Samples() {
          @Override
          public void counter(Name name, long value) {
            seen.put(name, value);
          }

          @Override
          public void gauge(Name name, long value) {}

          @Override
          public void histogram(Name name, Histogram.Snapshot snapshot) {}
        },
        "downstream_rq",
        false);
    assertThat(seen.keySet())
        .anySatisfy(name -> {
          assertThat(name.dotted()).isEqualTo("http.x.downstream_rq_4xx");
          assertThat(name.family()).isEqualTo("envoy_http_downstream_rq_xx");
          assertThat(name.labels().getFirst().value()).isEqualTo("4");
        });
  }
}
