package dev.weft.telemetry.envoy;

import dev.weft.telemetry.metrics.Collector.Samples;
import dev.weft.telemetry.metrics.Counter;
import dev.weft.telemetry.metrics.Histogram;
import dev.weft.telemetry.metrics.Label;
import dev.weft.telemetry.metrics.Name;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The counters of one cluster, listener or HTTP prefix. Each is made when first counted, so that a
/// thousand idle clusters cost nothing; those that tools look for are shown as zero until then.
final class Block {
  private final String scope;
  private final Label instance;
  private final Map<String, Counter> counters = new ConcurrentHashMap<>();
  private final Map<String, Histogram> histograms = new ConcurrentHashMap<>();
  private final Counter[] statuses = new Counter[600];

  Block(String scope, Label instance) {
    this.scope = scope;
    this.instance = instance;
  }

  Counter counter(String stat) {
    Counter found = counters.get(stat);
    return found != null ? found : counters.computeIfAbsent(stat, absent -> new Counter());
  }

  Histogram histogram(String stat) {
    Histogram found = histograms.get(stat);
    return found != null ? found : histograms.computeIfAbsent(stat, absent -> Histogram.standard());
  }

  /// Counts a response by its status.
  void status(int status) {
    if (status > 0 && status < statuses.length) {
      Counter counter = statuses[status];
      if (counter == null) {
        synchronized (statuses) {
          counter = statuses[status] == null ? new Counter() : statuses[status];
          statuses[status] = counter;
        }
      }
      counter.increment();
    }
  }

  Name name(String stat) {
    return Name.scoped(scope, instance, stat);
  }

  /// Tells the counters, those of `always` even when they are zero.
  void collect(Samples into, Iterable<String> always) {
    always.forEach(this::counter);
    counters.forEach((stat, counter) -> into.counter(name(stat), counter.value()));
    histograms.forEach((stat, histogram) -> into.histogram(name(stat), histogram.snapshot()));
  }

  /// Tells the statuses: `PREFIX_2xx`, which Prometheus knows by `envoy_response_code_class`, and
  /// each code by `envoy_response_code` where `each` is asked for.
  void statuses(Samples into, String prefix, boolean each) {
    long[] classes = new long[6];
    for (int status = 100; status < statuses.length; status++) {
      Counter counter = statuses[status];
      if (counter == null) {
        continue;
      }
      classes[status / 100] += counter.value();
      if (each) {
        into.counter(
            name(prefix + "_" + status)
                .in(
                    "envoy_" + Name.sanitized(scope) + "_" + prefix,
                    new Label("envoy_response_code", Integer.toString(status))),
            counter.value());
      }
    }
    for (int hundreds = 1; hundreds <= 5; hundreds++) {
      if (classes[hundreds] > 0 || !each) {
        into.counter(
            name(prefix + "_" + hundreds + "xx")
                .in(
                    "envoy_" + Name.sanitized(scope) + "_" + prefix + "_xx",
                    new Label("envoy_response_code_class", Integer.toString(hundreds))),
            classes[hundreds]);
      }
    }
  }
}
