package dev.weft.agent.status;

import dev.weft.agent.proxy.Fetch;
import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import dev.weft.telemetry.metrics.Label;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// One page of metrics from three: the application's, the proxy's, the agent's. What cannot be had
/// is left out and counted.
public final class Merged {
  /// The only format that pages of different origin can be put together in.
  public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  /// What asks for the proxy's page.
  public interface Page {
    String text() throws IOException;
  }

  private final Optional<URI> application;
  private final Fetch fetch;
  private final Page proxy;
  private final AgentMetrics own;

  /// @param application where the application shows its metrics
  public Merged(Optional<URI> application, Fetch fetch, Page proxy, AgentMetrics own) {
    this.application = application;
    this.fetch = fetch;
    this.proxy = proxy;
    this.own = own;
  }

  /// Where the application shows its metrics, by what the injector took from the annotations
  /// `prometheus.io/scrape`, `path` and `port` of the pod; absent when it shows none.
  ///
  /// @throws Refusal when the port is one of the mesh's own, which would never end
  public static Optional<URI> application(Map<String, Object> annotations, int statusPort) {
    String scrape = String.valueOf(annotations.getOrDefault("scrape", "false"));
    if (!scrape.equals("true")) {
      return Optional.empty();
    }
    String port = String.valueOf(annotations.getOrDefault("port", "80"));
    String path = String.valueOf(annotations.getOrDefault("path", "/metrics"));
    boolean own =
        java.util.List.of("15000", "15001", "15006", "15020", "15021", "15090").contains(port);
    if (own || port.equals(String.valueOf(statusPort))) {
      throw Refusal.because(
          Exit.USAGE,
          "ISTIO_PROMETHEUS_ANNOTATIONS has port "
              + port
              + ", which is the mesh's own; give the application's in prometheus.io/port");
    }
    return Optional.of(
        URI.create("http://localhost:" + port + (path.startsWith("/") ? path : "/" + path)));
  }

  /// The page.
  ///
  /// @param accept the header `Accept` of whoever asks, for the application
  public String text(Supplier<String> accept) {
    StringBuilder all = new StringBuilder(16 * 1024);
    own.counter("scrapes_total").increment();
    add(all, "envoy", proxy);
    application.ifPresent(uri -> add(all, "application", () -> fromApplication(uri, accept.get())));
    add(all, "agent", own::text);
    return all.toString();
  }

  private String fromApplication(URI uri, String accept) throws IOException {
    // OpenMetrics ends with a mark of its own and cannot stand before others.
    Map<String, String> headers =
        accept.contains("openmetrics") || accept.isEmpty()
            ? Map.of("Accept", "text/plain;version=0.0.4")
            : Map.of("Accept", accept);
    Fetch.Answer answer = fetch.ask(new Fetch.Ask("GET", uri, headers, Duration.ofSeconds(10)));
    if (answer.status() != 200) {
      throw new IOException(uri + " answered " + answer.status());
    }
    return answer.body();
  }

  private void add(StringBuilder all, String origin, Page page) {
    try {
      String text = page.text();
      all.append(text);
      if (!text.isEmpty() && !text.endsWith("\n")) {
        all.append('\n');
      }
    } catch (IOException silent) {
      own.counter("scrape_failures_total", new Label("type", origin)).increment();
    }
  }
}
