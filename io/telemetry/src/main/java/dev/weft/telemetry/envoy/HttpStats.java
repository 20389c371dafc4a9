package dev.weft.telemetry.envoy;

import dev.weft.graph.Record;
import dev.weft.graph.exchange.ResponseFlag;
import dev.weft.graph.exchange.Tally;
import dev.weft.graph.listener.HttpTerminal;
import dev.weft.telemetry.metrics.Collector.Samples;
import dev.weft.telemetry.metrics.Label;
import dev.weft.telemetry.metrics.Name;
import java.util.List;
import java.util.Locale;

/// `http.PREFIX.*`.
final class HttpStats {
  private static final List<String> ALWAYS =
      List.of(
          "downstream_rq_completed",
          "downstream_rq_http1_total",
          "downstream_rq_http2_total",
          "downstream_rq_idle_timeout",
          "downstream_rq_total",
          "no_cluster",
          "no_route",
          "rq_direct_response",
          "rq_total");

  private final Block block;

  HttpStats(String prefix) {
    block = new Block("http", new Label("envoy_http_conn_manager_prefix", prefix));
  }

  void over(Record record, Record.Request request) {
    block.counter("downstream_rq_total").increment();
    if (!request.head().method().isEmpty()) {
      block.counter("rq_total").increment();
    }
    if (record.ending().flags().contains(ResponseFlag.DPE)
        && record.ending().details().startsWith("http1.")) {
      block.counter("downstream_rq_rx_reset").increment();
    }
    block
        .counter(
            request.head().protocol().equals("HTTP/2")
                ? "downstream_rq_http2_total"
                : "downstream_rq_http1_total")
        .increment();
    if (record.ending().status() > 0) {
      block.counter("downstream_rq_completed").increment();
      block.status(record.ending().status());
    }
    if (record.ending().details().equals("direct_response")) {
      block.counter("rq_direct_response").increment();
    }
    for (ResponseFlag flag : record.ending().flags()) {
      switch (flag) {
        case NR -> block.counter("no_route").increment();
        case NC -> block.counter("no_cluster").increment();
        case SI -> block.counter("downstream_rq_idle_timeout").increment();
        case DC -> block.counter("downstream_rq_rx_reset").increment();
        case UH,
            UF,
            UO,
            URX,
            DT,
            LH,
            UT,
            LR,
            UR,
            UC,
            DI,
            FI,
            RL,
            UAEX,
            RLSE,
            IH,
            DPE,
            UPE,
            UMSDR,
            OM,
            DF,
            DO,
            DR -> {}
      }
    }
    Record.Timing timing = record.timing();
    block
        .histogram("downstream_rq_time")
        .record(Math.max(0, timing.endNanos() - timing.startNanos()) / 1_000_000.0);
  }

  /// Tells what the prefix's own connections did, and the rest.
  void collect(Tally<HttpTerminal.Count> connections, Samples into) {
    for (HttpTerminal.Count each : HttpTerminal.Count.values()) {
      Name name = block.name(each.name().toLowerCase(Locale.ROOT));
      if (each.gauge()) {
        into.gauge(name, connections.of(each));
      } else {
        into.counter(name, connections.of(each));
      }
    }
    block.collect(into, ALWAYS);
    block.statuses(into, "downstream_rq", false);
  }
}
