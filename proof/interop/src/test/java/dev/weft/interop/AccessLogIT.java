package dev.weft.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.host.port.HeldPort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Weft and Envoy, given the same bootstrap file and the same requests, log the same lines and
/// count the same numbers.
class AccessLogIT {
  /// What one proxy left behind.
  private record Left(
      Map<String, JsonNode> lines, Map<String, Long> stats, Map<String, String> prometheus) {}

  private static final Map<DataPlane, Left> LEFT = new EnumMap<>(DataPlane.class);

  private static final Pattern TIME =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
  private static final Pattern SECONDS = Pattern.compile("\\d{10}");
  private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private static final long TIMEOUT_MILLIS = 1000;

  /// A busy machine may be late, but by far not so late as the default of 15 seconds.
  private static final long LATE_MILLIS = 10_000;

  /// What is left of these when every client has gone and every response is over: nothing.
  private static final List<String> OVER =
      List.of(
          "http.web.downstream_cx_active",
          "http.web.downstream_rq_active",
          "listener.127.0.0.1_WEB.downstream_cx_active",
          "listener.127.0.0.1_BYTES.downstream_cx_active",
          "cluster.app.upstream_rq_active",
          "cluster.hang.upstream_cx_active",
          "cluster.broken.upstream_cx_active",
          "cluster.echo.upstream_cx_active");

  @BeforeAll
  static void bothServeTheSameRequests(@TempDir Path folder) throws IOException {
    try (Upstreams upstreams = new Upstreams();
        HeldPort admin = HeldPort.on("127.0.0.1");
        HeldPort web = HeldPort.on("127.0.0.1");
        HeldPort bytes = HeldPort.on("127.0.0.1");
        HeldPort closed = HeldPort.on("127.0.0.1")) {
      int[] ports = {admin.number(), web.number(), bytes.number(), closed.number()};
      Path log = folder.resolve("access.log");
      String text =
          Files.readString(
                  Project.path("proof/interop/src/test/resources/accesslog/bootstrap.yaml"))
              .replace("ADMIN_PORT", Integer.toString(ports[0]))
              .replace("WEB_PORT", Integer.toString(ports[1]))
              .replace("BYTES_PORT", Integer.toString(ports[2]))
              .replace("CLOSED_PORT", Integer.toString(ports[3]))
              .replace("APP_PORT", Integer.toString(upstreams.app()))
              .replace("HANG_PORT", Integer.toString(upstreams.hang()))
              .replace("BROKEN_PORT", Integer.toString(upstreams.broken()))
              .replace("ECHO_PORT", Integer.toString(upstreams.echo()))
              .replace("LOG_FILE", log.toString());
      Path bootstrap = Files.writeString(folder.resolve("bootstrap.yaml"), text);
      for (DataPlane plane : DataPlane.values()) {
        try (Twin twin = Twin.start(plane, bootstrap, ports[0])) {
          TwinTraffic.run(ports[1], ports[2], ports[3], upstreams);
          Map<String, JsonNode> lines = Twin.lines(log, TwinTraffic.LINES);
          // A line is written before the connection is gone, and counted as gone.
          Patience.until(
              Duration.ofSeconds(60),
              () -> "nobody is connected: " + twin.admin("/stats?filter=cx_active"),
              () -> OVER.stream().noneMatch(name -> twin.stats(ports).getOrDefault(name, 0L) > 0));
          LEFT.put(plane, new Left(lines, twin.stats(ports), twin.prometheus()));
        }
        Files.delete(log);
      }
    }
  }

  @Test
  void everyFieldOfEveryLineIsTheSame() {
    Map<String, JsonNode> envoy = left(DataPlane.ENVOY).lines();
    Map<String, JsonNode> weft = left(DataPlane.WEFT).lines();
    assertThat(weft.keySet()).isEqualTo(envoy.keySet());
    Map<String, String> differences = new TreeMap<>();
    envoy.forEach((name, line) -> {
      for (Map.Entry<String, JsonNode> field : line.properties()) {
        String theirs = normal(field.getKey(), field.getValue());
        String ours =
            normal(
                field.getKey(), Objects.requireNonNull(weft.get(name), name).path(field.getKey()));
        if (!theirs.equals(ours) && !nearly(field.getKey(), theirs, ours)) {
          differences.put(name + ": " + field.getKey(), "envoy " + theirs + ", weft " + ours);
        }
      }
    });
    assertThat(String.join("\n", differences.entrySet().stream().map(Object::toString).toList()))
        .isEmpty();
  }

  /// Reason phrases, the digits of times, and fields that only one codec needs make small
  /// differences in what is sent; Envoy counts of a head only a part of its punctuation.
  private static boolean nearly(String field, String theirs, String ours) {
    int most =
        switch (field) {
          case "downstream_wire_sent", "response_headers_bytes", "upstream_wire_sent" -> 30;
          case "downstream_heads_received",
              "downstream_heads_sent",
              "upstream_heads_received",
              "upstream_heads_sent" ->
              60;
          default -> 0;
        };
    return most > 0
        && theirs.matches("\\d+")
        && ours.matches("\\d+")
        && Math.abs(Long.parseLong(theirs) - Long.parseLong(ours)) <= most;
  }

  @Test
  void aTimeoutTakesItsTimeAndOthersTakeLess() {
    for (DataPlane plane : DataPlane.values()) {
      JsonNode late = Objects.requireNonNull(left(plane).lines().get("timeout"), "timeout");
      assertThat(late.at("/duration").asLong())
          .as(plane.label())
          .isBetween(TIMEOUT_MILLIS - 5, LATE_MILLIS);
      assertThat(late.at("/response_duration").isNull()).as(plane.label()).isTrue();
    }
  }

  private static final List<String> CLUSTERS =
      List.of("app", "refused", "empty", "hang", "broken", "echo");

  /// Of each cluster.
  private static final List<String> OF_CLUSTER =
      List.of(
          "upstream_cx_total",
          "upstream_cx_active",
          "upstream_cx_connect_fail",
          "upstream_cx_none_healthy",
          "upstream_cx_destroy",
          "upstream_cx_overflow",
          "upstream_cx_http1_total",
          "upstream_cx_http2_total",
          "upstream_cx_rx_bytes_total",
          "upstream_cx_tx_bytes_total",
          "upstream_cx_connect_timeout",
          "upstream_cx_max_requests",
          "upstream_cx_idle_timeout",
          "upstream_rq_cancelled",
          "upstream_rq_pending_total",
          "upstream_rq_pending_failure_eject",
          "upstream_rq_per_try_timeout",
          "upstream_rq_total",
          "upstream_rq_active",
          "upstream_rq_completed",
          "upstream_rq_1xx",
          "upstream_rq_2xx",
          "upstream_rq_3xx",
          "upstream_rq_4xx",
          "upstream_rq_5xx",
          "upstream_rq_200",
          "upstream_rq_503",
          "upstream_rq_504",
          "upstream_rq_retry",
          "upstream_rq_retry_success",
          "upstream_rq_retry_limit_exceeded",
          "upstream_rq_retry_overflow",
          "upstream_rq_timeout",
          "upstream_rq_tx_reset",
          "upstream_rq_rx_reset",
          "upstream_rq_pending_overflow",
          "upstream_rq_pending_active",
          "membership_total",
          "membership_healthy",
          "circuit_breakers.default.cx_open",
          "circuit_breakers.default.rq_open");

  /// Of `http.web`.
  private static final List<String> OF_HTTP =
      List.of(
          "downstream_rq_total",
          "downstream_rq_completed",
          "downstream_rq_http1_total",
          "downstream_rq_http2_total",
          "downstream_rq_1xx",
          "downstream_rq_2xx",
          "downstream_rq_3xx",
          "downstream_rq_4xx",
          "downstream_rq_5xx",
          "downstream_rq_rx_reset",
          "downstream_rq_active",
          "downstream_cx_total",
          "downstream_cx_active",
          "downstream_cx_http1_total",
          "downstream_cx_http1_active",
          "downstream_cx_http2_total",
          "downstream_cx_ssl_total",
          "downstream_cx_destroy",
          "downstream_cx_rx_bytes_total",
          "downstream_cx_tx_bytes_total",
          "downstream_cx_protocol_error",
          "downstream_cx_idle_timeout",
          "no_route",
          "no_cluster",
          "rq_direct_response",
          "rq_total");

  @Test
  void countersOfDashboardsAreTheSame() {
    Map<String, Long> envoy = left(DataPlane.ENVOY).stats();
    Map<String, Long> weft = left(DataPlane.WEFT).stats();
    List<String> names = new ArrayList<>();
    CLUSTERS.forEach(
        cluster -> OF_CLUSTER.forEach(name -> names.add("cluster." + cluster + "." + name)));
    OF_HTTP.forEach(name -> names.add("http.web." + name));
    for (String port : List.of("WEB", "BYTES")) {
      for (String name :
          List.of("downstream_cx_total", "downstream_cx_active", "no_filter_chain_match")) {
        names.add("listener.127.0.0.1_" + port + "." + name);
      }
    }
    names.add("tcp.bytes.downstream_cx_total");
    names.add("tcp.bytes.downstream_cx_rx_bytes_total");
    names.add("tcp.bytes.downstream_cx_tx_bytes_total");
    List<String> differences = new ArrayList<>();
    for (String name : names) {
      long theirs = envoy.getOrDefault(name, 0L);
      // A chunk more or less, reason phrases, digits of times.
      long most = name.endsWith("tx_bytes_total") && !name.startsWith("tcp.") ? 100 : 0;
      if (Math.abs(weft.getOrDefault(name, 0L) - theirs) > most) {
        differences.add(name + ": envoy " + envoy.get(name) + ", weft " + weft.get(name));
      }
    }
    assertThat(String.join("\n", differences)).isEmpty();
  }

  @Test
  void prometheusCallsThemByTheSameNamesAndLabels() {
    Map<String, String> weft = left(DataPlane.WEFT).prometheus();
    Map<String, String> envoy = left(DataPlane.ENVOY).prometheus();
    for (String name :
        List.of(
            "envoy_cluster_upstream_rq_total{envoy_cluster_name=\"app\"}",
            "envoy_cluster_upstream_rq_xx{envoy_response_code_class=\"2\",envoy_cluster_name=\"app\"}",
            "envoy_cluster_upstream_rq{envoy_response_code=\"503\",envoy_cluster_name=\"refused\"}",
            "envoy_cluster_upstream_rq_time_count{envoy_cluster_name=\"app\"}",
            "envoy_cluster_upstream_cx_total{envoy_cluster_name=\"app\"}",
            "envoy_cluster_upstream_cx_connect_fail{envoy_cluster_name=\"refused\"}",
            "envoy_cluster_membership_healthy{envoy_cluster_name=\"app\"}",
            "envoy_http_downstream_rq_total{envoy_http_conn_manager_prefix=\"web\"}",
            "envoy_http_downstream_rq_xx{envoy_response_code_class=\"5\",envoy_http_conn_manager_prefix=\"web\"}",
            "envoy_http_downstream_rq_time_count{envoy_http_conn_manager_prefix=\"web\"}")) {
      assertThat(envoy).containsKey(name);
      assertThat(weft).containsKey(name);
      // Envoy shows its histograms a flush interval late.
      assertThat(weft)
          .containsEntry(name, name.contains("_time_") ? weft.get(name) : envoy.get(name));
    }
  }

  /// A value without what differs from run to run.
  private static String normal(String field, JsonNode value) {
    String text = value.toString();
    String bare = value.isString() ? value.asString() : text;
    return switch (field) {
      case "start_time" -> TIME.matcher(bare).matches() ? "a time" : text;
      case "start_seconds" -> SECONDS.matcher(bare).matches() ? "a time" : text;
      case "request_id", "stream_id" -> ID.matcher(bare).matches() ? "an id" : text;
      case "duration",
          "request_duration",
          "request_tx_duration",
          "response_duration",
          "response_tx_duration",
          "upstream_service_time" ->
          bare.matches("\\d+") ? "a duration" : text;
      // For a client on the loopback Envoy names an address of the machine.
      case "x_forwarded_for" -> value.isString() ? "an address" : text;
      case "upstream_local_address", "downstream_remote_address" ->
          text.replaceFirst(":\\d+\"", ":PORT\"");
      default -> text;
    };
  }

  private static Left left(DataPlane plane) {
    Left left = LEFT.get(plane);
    assertThat(left).as("what " + plane + " left").isNotNull();
    return java.util.Objects.requireNonNull(left);
  }
}
