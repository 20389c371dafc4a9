package dev.weft.telemetry.envoy;

import dev.weft.graph.Record;
import dev.weft.graph.listener.Listener;
import dev.weft.graph.tls.Mistrust;
import dev.weft.telemetry.metrics.Collector.Samples;
import dev.weft.telemetry.metrics.Counter;
import dev.weft.telemetry.metrics.Gauge;
import dev.weft.telemetry.metrics.Label;
import java.util.List;
import java.util.Optional;

/// `listener.ADDRESS.*`.
final class ListenerStats {
  private static final List<String> ALWAYS =
      List.of("downstream_cx_destroy", "downstream_cx_total", "no_filter_chain_match");

  private final Block block;
  private final Counter total;
  private final Counter destroyed;
  private final Gauge active = new Gauge();

  ListenerStats(String address) {
    block = new Block("listener", new Label("envoy_listener_address", address));
    total = block.counter("downstream_cx_total");
    destroyed = block.counter("downstream_cx_destroy");
  }

  /// What statistics call a listener: its prefix, else its address with `_` for `:`.
  static String address(Listener listener) {
    return listener.statPrefix().isEmpty()
        ? listener.address().toString().replace(':', '_')
        : listener.statPrefix();
  }

  void opened() {
    total.increment();
    active.add(1);
  }

  void closed() {
    destroyed.increment();
    active.add(-1);
  }

  /// Counts a client that could not be served securely. Plain text where TLS is required is counted
  /// by a name of Weft's own, for Envoy has none.
  void insecure(String reason) {
    if (reason.contains("plain text")) {
      block.counter("downstream_cx_plain_text_refused").increment();
    }
    if (reason.startsWith("TLS_error")) {
      block.counter("ssl.connection_error").increment();
      if (reason.contains("no certificate was presented")) {
        block.counter("ssl.fail_verify_no_cert").increment();
      }
      Mistrust.in(reason)
          .flatMap(ListenerStats::verification)
          .ifPresent(stat -> block.counter(stat).increment());
    }
  }

  private static Optional<String> verification(Mistrust why) {
    return switch (why) {
      case NO_BUNDLE, FOREIGN_ROOT, UNKNOWN_ROOT, EXPIRED, NOT_YET_VALID, WRONG_USE ->
          Optional.of("ssl.fail_verify_error");
      case WRONG_NAME -> Optional.of("ssl.fail_verify_san");
      case TRUST_WITHDRAWN, REFUSED_BY_PEER -> Optional.empty();
    };
  }

  void over(Record record) {
    if (record.chain().isEmpty()) {
      block.counter("no_filter_chain_match").increment();
    }
  }

  void collect(Samples into) {
    block.collect(into, ALWAYS);
    into.gauge(block.name("downstream_cx_active"), active.value());
  }

  long active() {
    return active.value();
  }
}
