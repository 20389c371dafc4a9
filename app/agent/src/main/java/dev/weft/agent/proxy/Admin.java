package dev.weft.agent.proxy;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/// The admin interface of the proxy, Weft's or Envoy's.
public final class Admin {
  private static final String READINESS =
      "^(server.state|listener_manager.workers_started"
          + "|listener_manager.lds.update_success|listener_manager.lds.update_rejected"
          + "|cluster_manager.cds.update_success|cluster_manager.cds.update_rejected)$";

  private final Fetch fetch;
  private final String origin;

  /// @param origin such as `http://127.0.0.1:15000`
  public Admin(Fetch fetch, String origin) {
    this.fetch = fetch;
    this.origin = origin;
  }

  /// Why the proxy cannot serve yet; empty when it can.
  public String unready() {
    try {
      String query = READINESS.replace("|", "%7C").replace("^", "%5E");
      return unready(stats(query));
    } catch (IOException silent) {
      return "the proxy does not answer: " + silent.getMessage();
    }
  }

  /// As Istio's agent judges: clusters and listeners were taken over once, the workers run, and the
  /// server is live.
  static String unready(Map<String, Long> stats) {
    for (String type : new String[] {"cluster_manager.cds", "listener_manager.lds"}) {
      if (stats.getOrDefault(type + ".update_success", 0L) == 0) {
        long rejected = stats.getOrDefault(type + ".update_rejected", 0L);
        return "no configuration yet: " + type + " has " + rejected + " rejected, 0 taken";
      }
    }
    if (stats.getOrDefault("listener_manager.workers_started", 0L) != 1) {
      return "the proxy's workers have not started";
    }
    long state = stats.getOrDefault("server.state", 2L);
    return state == 0 ? "" : "the proxy's server.state is " + state + ", not LIVE (0)";
  }

  private Map<String, Long> stats(String filter) throws IOException {
    Fetch.Answer answer = fetch.ask(Fetch.Ask.get(origin + "/stats?filter=" + filter));
    if (answer.status() != 200) {
      throw new IOException("/stats answered " + answer.status());
    }
    return numbers(answer.body());
  }

  static Map<String, Long> numbers(String text) {
    Map<String, Long> numbers = new LinkedHashMap<>();
    text.lines()
        .forEach(line -> {
          int colon = line.lastIndexOf(": ");
          String value = colon < 0 ? "" : line.substring(colon + 2).strip();
          if (!value.isEmpty()
              && value.length() < 19
              && value.chars().allMatch(Character::isDigit)) {
            numbers.put(line.substring(0, colon), Long.parseLong(value));
          }
        });
    return numbers;
  }

  /// How many connections of others are open.
  ///
  /// @throws IOException when the proxy does not say
  public long connections() throws IOException {
    return connections(stats("downstream_cx_active"));
  }

  /// The listeners' sum; those of admin, health and metrics are not anybody's work.
  static long connections(Map<String, Long> stats) {
    return stats.entrySet().stream()
        .filter(stat -> stat.getKey().startsWith("listener."))
        .filter(stat -> stat.getKey().endsWith(".downstream_cx_active"))
        .filter(stat -> !stat.getKey().contains(".worker_"))
        .filter(stat ->
            !stat.getKey().contains("admin")
                && !stat.getKey().contains("_" + ProxyText.HEALTH_PORT)
                && !stat.getKey().contains("_" + ProxyText.METRICS_PORT))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /// Tells clients to leave, while new connections are still served.
  ///
  /// @throws IOException when the proxy does not take the order
  public void drain() throws IOException {
    Fetch.Answer answer = fetch.ask(Fetch.Ask.post(origin + "/drain_listeners?graceful"));
    if (answer.status() != 200) {
      throw new IOException("/drain_listeners answered " + answer.status());
    }
  }

  /// The proxy's metrics in Prometheus' text format.
  ///
  /// @throws IOException when the proxy does not answer
  public String metrics() throws IOException {
    Fetch.Answer answer = fetch.ask(Fetch.Ask.get(origin + "/stats/prometheus"));
    if (answer.status() != 200) {
      throw new IOException("/stats/prometheus answered " + answer.status());
    }
    return answer.body();
  }
}
