package dev.weft.agent.status;

import dev.weft.rpc.relay.RelayEvents;
import dev.weft.telemetry.metrics.Collector;
import dev.weft.telemetry.metrics.Counter;
import dev.weft.telemetry.metrics.Label;
import dev.weft.telemetry.metrics.Name;
import dev.weft.telemetry.metrics.Prometheus;
import dev.weft.telemetry.metrics.Registry;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/// The agent's own numbers, named as those of Istio's agent where that one has them.
public final class AgentMetrics implements RelayEvents {
  private final Registry registry = new Registry();
  private final Counter requests = counter("xds_proxy_requests");
  private final Counter responses = counter("xds_proxy_responses");
  private final Counter failures = counter("istiod_connection_failures");
  private final Counter terminations = counter("istiod_connection_terminations");
  private final Consumer<String> log;
  private String said = "";

  public AgentMetrics(Consumer<String> log) {
    this.log = log;
  }

  /// A counter of this agent.
  ///
  /// @param name without `istio_agent_`
  public Counter counter(String name, Label... labels) {
    return registry.counter(name(name, labels));
  }

  private static Name name(String name, Label... labels) {
    StringBuilder dotted = new StringBuilder(name);
    for (Label label : labels) {
      dotted.append('.').append(label.value());
    }
    return new Name(dotted.toString(), "istio_agent_" + name, List.of(labels));
  }

  /// Shows what others know: when the certificate ends, and how often the proxy was started.
  public void include(Supplier<Instant> expires, IntSupplier starts) {
    Collector collector =
        into -> {
          into.gauge(
              name("cert_expiry_timestamp_seconds", new Label("resource_name", "default")),
              expires.get().getEpochSecond());
          into.counter(name("proxy_starts_total"), starts.getAsInt());
        };
    registry.include(collector);
  }

  @Override
  public synchronized void connected() {
    said = "";
    log.accept("the control plane answers");
  }

  @Override
  public synchronized void lost(String why, boolean answered) {
    (answered ? terminations : failures).increment();
    if (!why.equals(said)) {
      said = why;
      log.accept("no control plane: " + why);
    }
  }

  @Override
  public void asked() {
    requests.increment();
  }

  @Override
  public void told() {
    responses.increment();
  }

  /// Prometheus' text format.
  public String text() {
    return Prometheus.render(registry, name -> true);
  }
}
