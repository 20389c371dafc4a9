package dev.weft.telemetry.envoy;

import dev.weft.graph.Record;
import dev.weft.graph.cluster.Cluster;
import dev.weft.graph.cluster.Usage;
import dev.weft.graph.cluster.endpoint.Endpoint;
import dev.weft.graph.exchange.ResponseFlag;
import dev.weft.telemetry.metrics.Collector.Samples;
import dev.weft.telemetry.metrics.Label;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// `cluster.NAME.*`.
final class ClusterStats {
  private static final List<String> ALWAYS =
      List.of(
          "upstream_cx_connect_fail",
          "upstream_cx_none_healthy",
          "upstream_rq_completed",
          "upstream_rq_pending_overflow",
          "upstream_rq_retry",
          "upstream_rq_retry_success",
          "upstream_rq_retry_overflow",
          "upstream_rq_rx_reset",
          "upstream_rq_timeout",
          "upstream_rq_total",
          "upstream_rq_tx_reset");

  private final Block block;

  ClusterStats(String statName) {
    block = new Block("cluster", new Label("envoy_cluster_name", statName));
  }

  /// Counts what a record says of this cluster.
  void over(Record record) {
    Set<ResponseFlag> flags = record.ending().flags();
    int attempts = record.upstream().map(Record.Upstream::attempts).orElse(0);
    int status = record.ending().status();
    boolean http = record.request().isPresent();
    // A request that found no connection was never sent.
    int sent = flags.contains(ResponseFlag.UF) ? 0 : attempts;
    block.counter("upstream_rq_total").add(sent);
    block.counter("upstream_cx_connect_fail").add(attempts - (long) sent);
    if (attempts > 1) {
      block.counter("upstream_rq_retry").add(attempts - 1L);
      if (status > 0 && status < 500) {
        block.counter("upstream_rq_retry_success").increment();
      }
    }
    if (http && status > 0 && !flags.contains(ResponseFlag.DPE)) {
      block.counter("upstream_rq_completed").increment();
      block.status(meant(record.ending()));
      if (attempts > 0) {
        times(record.timing());
      }
    }
    if (!flags.isEmpty()) {
      flags(flags, http);
    }
  }

  /// A local reply to a gRPC request is counted by what it would be to any other.
  private static int meant(Record.Ending ending) {
    boolean own = !ending.details().startsWith("via_upstream");
    if (!own || ending.status() != 200 || ending.grpcStatus() <= 0) {
      return ending.status();
    }
    return ending.flags().contains(ResponseFlag.UT) ? 504 : 503;
  }

  private void times(Record.Timing timing) {
    long end = timing.upstreamEndNanos() == 0 ? timing.endNanos() : timing.upstreamEndNanos();
    if (timing.upstreamStartNanos() != 0 && end != 0) {
      block
          .histogram("upstream_rq_time")
          .record(Math.max(0, end - timing.upstreamStartNanos()) / 1_000_000.0);
    }
  }

  private void flags(Set<ResponseFlag> flags, boolean http) {
    for (ResponseFlag flag : flags) {
      switch (flag) {
        case UH -> block.counter("upstream_cx_none_healthy").increment();
        case UO -> block.counter("upstream_rq_pending_overflow").increment();
        case UT -> block.counter("upstream_rq_timeout").increment();
        case UR -> block.counter("upstream_rq_rx_reset").increment();
        case URX ->
            block
                .counter(
                    http
                        ? "upstream_rq_retry_limit_exceeded"
                        : "upstream_cx_connect_attempts_exceeded")
                .increment();
        case UC -> block.counter("upstream_cx_destroy_remote_with_active_rq").increment();
        case UPE -> block.counter("upstream_cx_protocol_error").increment();
        case LR -> block.counter("upstream_rq_tx_reset").increment();
        case UF,
            DI,
            FI,
            RL,
            NR,
            NC,
            DT,
            DC,
            LH,
            UAEX,
            RLSE,
            IH,
            SI,
            DPE,
            UMSDR,
            OM,
            DF,
            DO,
            DR -> {}
      }
    }
  }

  /// Tells the counters, and what the cluster's live cells say now.
  void collect(Cluster cluster, Samples into) {
    block.collect(into, ALWAYS);
    block.statuses(into, "upstream_rq", true);
    long healthy = 0;
    long ejected = 0;
    List<Endpoint> endpoints = cluster.endpoints().all();
    for (Endpoint endpoint : endpoints) {
      boolean out = endpoint.live().out();
      ejected += out ? 1 : 0;
      healthy += !out && endpoint.health() == Endpoint.Health.HEALTHY ? 1 : 0;
    }
    into.gauge(block.name("membership_total"), endpoints.size());
    into.gauge(block.name("membership_healthy"), healthy);
    long active = cluster.usage().connections();
    long dialled = cluster.usage().dialled();
    into.counter(block.name("upstream_cx_total"), dialled);
    into.counter(block.name("upstream_cx_destroy"), Math.max(0, dialled - active));
    into.gauge(block.name("upstream_cx_active"), active);
    into.gauge(block.name("upstream_rq_active"), cluster.usage().requests());
    into.gauge(block.name("upstream_rq_pending_active"), cluster.usage().pending());
    for (Usage.Count each : Usage.Count.values()) {
      into.counter(
          block.name(each.name().toLowerCase(Locale.ROOT)), cluster.usage().tally().of(each));
    }
    breakers(cluster, into);
    if (cluster.settings().outliers().isPresent()) {
      into.gauge(block.name("outlier_detection.ejections_active"), ejected);
    }
  }

  private void breakers(Cluster cluster, Samples into) {
    String prefix = "circuit_breakers.default.";
    boolean cx = cluster.usage().connections() >= cluster.limits().connections();
    boolean rq = cluster.usage().requests() >= cluster.limits().requests();
    boolean pending = cluster.usage().pending() >= cluster.limits().pendingRequests();
    boolean retry = cluster.usage().retries() >= cluster.limits().retries();
    into.gauge(block.name(prefix + "cx_open"), cx ? 1 : 0);
    into.gauge(block.name(prefix + "rq_open"), rq ? 1 : 0);
    into.gauge(block.name(prefix + "rq_pending_open"), pending ? 1 : 0);
    into.gauge(block.name(prefix + "rq_retry_open"), retry ? 1 : 0);
  }
}
