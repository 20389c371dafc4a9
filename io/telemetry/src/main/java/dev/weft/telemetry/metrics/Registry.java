package dev.weft.telemetry.metrics;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// Every metric of one process: those registered one by one, and those that collectors tell when
/// somebody looks.
///
/// Looking up a metric costs a hash of its name; hold on to what is returned.
public final class Registry implements Collector {
  private final ConcurrentHashMap<Name, Counter> counters = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Name, Gauge> gauges = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Name, Histogram> histograms = new ConcurrentHashMap<>();
  private final List<Collector> collectors = new CopyOnWriteArrayList<>();

  /// The counter of that name, made when there is none.
  public Counter counter(Name name) {
    return counters.computeIfAbsent(name, absent -> new Counter());
  }

  /// The gauge of that name, made when there is none.
  public Gauge gauge(Name name) {
    return gauges.computeIfAbsent(name, absent -> new Gauge());
  }

  /// The histogram of that name with Envoy's default bounds, made when there is none.
  public Histogram histogram(Name name) {
    return histograms.computeIfAbsent(name, absent -> Histogram.standard());
  }

  /// Includes what `collector` tells in every later look.
  public void include(Collector collector) {
    collectors.add(collector);
  }

  @Override
  public void collect(Samples into) {
    counters.forEach((name, counter) -> into.counter(name, counter.value()));
    gauges.forEach((name, gauge) -> into.gauge(name, gauge.value()));
    histograms.forEach((name, histogram) -> into.histogram(name, histogram.snapshot()));
    for (Collector collector : collectors) {
      collector.collect(into);
    }
  }
}
