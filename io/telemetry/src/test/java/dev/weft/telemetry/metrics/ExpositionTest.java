package dev.weft.telemetry.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ExpositionTest {
  private final Registry registry = new Registry();

  private static Name cluster(String name, String stat) {
    return Name.scoped("cluster", new Label("envoy_cluster_name", name), stat);
  }

  @Test
  void prometheusTextIsLaidOutAsEnvoyDoes() {
    registry.gauge(Name.of("server.live")).set(1);
    registry.counter(cluster("outbound|80||x.y", "upstream_rq_total")).add(3);
    registry.counter(cluster("adm", "upstream_rq_total")).increment();

    assertThat(Prometheus.render(registry, name -> true))
        .isEqualTo(
            """
            # TYPE envoy_cluster_upstream_rq_total counter
            envoy_cluster_upstream_rq_total{envoy_cluster_name="adm"} 1
            envoy_cluster_upstream_rq_total{envoy_cluster_name="outbound|80||x.y"} 3
            # TYPE envoy_server_live gauge
            envoy_server_live{} 1
            """);
  }

  @Test
  void histogramBucketsAreCumulativeAndEndAtInfinity() {
    Histogram histogram = registry.histogram(cluster("adm", "upstream_rq_time"));
    histogram.record(0.5);
    histogram.record(3);
    histogram.record(7_200_000);

    assertThat(Prometheus.render(registry, name -> true).lines())
        .startsWith(
            "# TYPE envoy_cluster_upstream_rq_time histogram",
            "envoy_cluster_upstream_rq_time_bucket{envoy_cluster_name=\"adm\",le=\"0.5\"} 1",
            "envoy_cluster_upstream_rq_time_bucket{envoy_cluster_name=\"adm\",le=\"1\"} 1",
            "envoy_cluster_upstream_rq_time_bucket{envoy_cluster_name=\"adm\",le=\"5\"} 2")
        .endsWith(
            "envoy_cluster_upstream_rq_time_bucket{envoy_cluster_name=\"adm\",le=\"3600000\"} 2",
            "envoy_cluster_upstream_rq_time_bucket{envoy_cluster_name=\"adm\",le=\"+Inf\"} 3",
            "envoy_cluster_upstream_rq_time_sum{envoy_cluster_name=\"adm\"} 7200003.5",
            "envoy_cluster_upstream_rq_time_count{envoy_cluster_name=\"adm\"} 3");
  }

  @Test
  void labelValuesAreEscaped() {
    registry.counter(new Name("x", "x", List.of(new Label("l", "a\"b\\c\nd")))).increment();
    assertThat(Prometheus.render(registry, name -> true)).contains("x{l=\"a\\\"b\\\\c\\nd\"} 1");
  }

  @Test
  void statsAreSortedLinesWithHistogramsLast() {
    registry.histogram(cluster("adm", "upstream_rq_time"));
    registry.histogram(cluster("adm", "upstream_cx_length_ms")).record(1);
    registry.counter(cluster("adm", "upstream_rq_total")).add(2);
    registry.gauge(Name.of("server.live")).set(1);

    List<String> lines = Stats.text(registry, name -> true).lines().toList();

    assertThat(lines.subList(0, 2))
        .containsExactly("cluster.adm.upstream_rq_total: 2", "server.live: 1");
    assertThat(lines.get(2))
        .startsWith("cluster.adm.upstream_cx_length_ms: P0(")
        .contains(" P99.5(");
    assertThat(lines.get(3)).isEqualTo("cluster.adm.upstream_rq_time: No recorded values");
  }

  @Test
  void aFilterLeavesOutWhatItDoesNotAccept() {
    registry.counter(cluster("adm", "upstream_rq_total")).add(2);
    registry.gauge(Name.of("server.live")).set(1);
    assertThat(Stats.text(registry, name -> name.startsWith("server")))
        .isEqualTo("server.live: 1\n");
    assertThat(Stats.json(registry, name -> name.startsWith("server")))
        .isEqualTo("{\"stats\":[{\"name\":\"server.live\",\"value\":1}]}");
  }

  @Test
  void collectorsAreAskedAtEveryLook() {
    long[] uptime = {1};
    registry.include(samples -> samples.gauge(Name.of("server.uptime"), uptime[0]));
    uptime[0] = 7;
    assertThat(Stats.text(registry, name -> true)).isEqualTo("server.uptime: 7\n");
  }

  @Test
  void quantilesInterpolateWithinTheirRange() {
    Histogram histogram = Histogram.bounded(10, 20);
    for (int i = 0; i < 10; i++) {
      histogram.record(15);
    }
    assertThat(histogram.snapshot().quantile(0.5)).isEqualTo(15);
    assertThat(histogram.snapshot().quantile(1)).isEqualTo(20);
  }
}
