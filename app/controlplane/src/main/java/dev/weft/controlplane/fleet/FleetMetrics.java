package dev.weft.controlplane.fleet;

import dev.weft.telemetry.metrics.Gauge;
import dev.weft.telemetry.metrics.Histogram;
import dev.weft.telemetry.metrics.Label;
import dev.weft.telemetry.metrics.Name;
import dev.weft.telemetry.metrics.Registry;
import dev.weft.xds.Response;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/// Counts pushes, refusals and delays under istiod's names, and says what an operator must hear.
public final class FleetMetrics {
  private final Registry registry;
  private final PrintStream log;
  private final Gauge connected;
  private final Histogram convergence = seconds(0.01, 0.03, 0.1, 0.5, 1, 3, 5, 10, 20, 30);
  private final Histogram queued = seconds(0.001, 0.01, 0.1, 0.5, 1, 3, 5, 10, 20, 30);
  private final Histogram debounced = seconds(0.001, 0.01, 0.05, 0.1, 0.5, 1, 3, 5, 10);

  public FleetMetrics(Registry registry, PrintStream log) {
    this.registry = registry;
    this.log = log;
    this.connected = registry.gauge(name("pilot_xds"));
    registry.include(into -> {
      into.histogram(name("pilot_proxy_convergence_time"), convergence.snapshot());
      into.histogram(name("pilot_proxy_queue_time"), queued.snapshot());
      into.histogram(name("pilot_debounce_time"), debounced.snapshot());
    });
  }

  private static Histogram seconds(double... bounds) {
    return Histogram.bounded(bounds);
  }

  /// A metric's name, as istiod spells it.
  public static Name name(String family, Label... labels) {
    StringBuilder dotted = new StringBuilder(family);
    for (Label label : labels) {
      dotted.append('.').append(label.value());
    }
    return new Name(dotted.toString(), family, List.of(labels));
  }

  /// `cds`, `eds`, `lds`, `rds`, `sds` or `ecds` for the type of that URL.
  public static String word(String typeUrl) {
    String simple = typeUrl.substring(typeUrl.lastIndexOf('.') + 1);
    return switch (simple) {
      case "Cluster" -> "cds";
      case "ClusterLoadAssignment" -> "eds";
      case "Listener" -> "lds";
      case "RouteConfiguration" -> "rds";
      case "Secret" -> "sds";
      case "TypedExtensionConfig" -> "ecds";
      default -> simple.toLowerCase(Locale.ROOT);
    };
  }

  void connected(int more) {
    connected.add(more);
  }

  void sent(Response response) {
    long bytes =
        switch (response) {
          case Response.Whole(var message) -> message.getSerializedSize();
          case Response.Increment(var message) -> message.getSerializedSize();
        };
    Label type = new Label("type", word(response.typeUrl()));
    registry.counter(name("pilot_xds_pushes", type)).increment();
    registry.counter(name("pilot_xds_sent_bytes_total", type)).add(bytes);
  }

  void rejected(String typeUrl) {
    registry.counter(name("pilot_total_xds_rejects", new Label("type", word(typeUrl)))).increment();
  }

  void pushed(long queuedNanos, long wholeNanos) {
    queued.record(queuedNanos / 1e9);
    convergence.record(wholeNanos / 1e9);
  }

  void debounced(long nanos) {
    debounced.record(nanos / 1e9);
  }

  void say(String line) {
    log.println(line);
  }

  void defect(String what, RuntimeException bug) {
    registry.counter(name("pilot_total_xds_internal_errors")).increment();
    log.println(what);
    bug.printStackTrace(log);
  }
}
