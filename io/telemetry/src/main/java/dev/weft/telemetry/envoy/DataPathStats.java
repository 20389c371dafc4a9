package dev.weft.telemetry.envoy;

import dev.weft.graph.Graph;
import dev.weft.graph.Record;
import dev.weft.graph.cluster.Cluster;
import dev.weft.graph.exchange.Tally;
import dev.weft.graph.listener.Chain;
import dev.weft.graph.listener.HttpTerminal;
import dev.weft.graph.listener.Listener;
import dev.weft.graph.listener.TcpTerminal;
import dev.weft.telemetry.metrics.Collector;
import dev.weft.telemetry.metrics.Label;
import dev.weft.telemetry.metrics.Name;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What Envoy would count on the data path. As many series as there are clusters, listeners and
/// prefixes in the configuration; those of clusters that are gone go with them.
public final class DataPathStats implements Collector {
  private final Supplier<Graph> graph;
  private final Map<String, ClusterStats> clusters = new ConcurrentHashMap<>();
  private final Map<String, HttpStats> http = new ConcurrentHashMap<>();
  private final Map<String, ListenerStats> listeners = new ConcurrentHashMap<>();
  private final Map<String, Block> tcp = new ConcurrentHashMap<>();
  private final Refusals refusals = new Refusals();

  /// @param graph what is served now
  public DataPathStats(Supplier<Graph> graph) {
    this.graph = graph;
  }

  /// Counts a request or TCP connection that is over.
  public void over(Record record) {
    if (!record.ending().transportFailure().isEmpty()) {
      listener(record.listener()).insecure(record.ending().transportFailure());
      refusals.count("client", record.ending().transportFailure());
    }
    record.upstream().ifPresent(upstream -> refusals.count("server", upstream.transportFailure()));
    if (record.handed() && record.cluster().isPresent()) {
      cluster(record.cluster().get()).over(record);
    }
    if (record.request().isPresent() && record.chain().isPresent()) {
      http(record.chain().get().terminal().statPrefix()).over(record, record.request().get());
    } else if (record.chain().isPresent()
        && record.chain().get().terminal() instanceof TcpTerminal terminal) {
      tcp(record, terminal.statPrefix());
    } else if (record.chain().isEmpty()) {
      listener(record.listener()).over(record);
    }
  }

  /// Counts a client's connection.
  public void opened(Listener listener) {
    listener(listener).opened();
  }

  /// Counts the end of a client's connection.
  public void closed(Listener listener) {
    listener(listener).closed();
  }

  private ClusterStats cluster(Cluster cluster) {
    ClusterStats found = clusters.get(cluster.name());
    return found != null
        ? found
        : clusters.computeIfAbsent(cluster.name(), name -> new ClusterStats(statName(cluster)));
  }

  private static String statName(Cluster cluster) {
    String alternative = cluster.settings().altStatName();
    String name = alternative.isEmpty() ? cluster.name() : alternative;
    return name.endsWith(";") ? name.substring(0, name.length() - 1) : name;
  }

  private HttpStats http(String prefix) {
    HttpStats found = http.get(prefix);
    return found != null ? found : http.computeIfAbsent(prefix, HttpStats::new);
  }

  private ListenerStats listener(Listener listener) {
    ListenerStats found = listeners.get(listener.name());
    return found != null
        ? found
        : listeners.computeIfAbsent(
            listener.name(), name -> new ListenerStats(ListenerStats.address(listener)));
  }

  private void tcp(Record record, String prefix) {
    Block block =
        tcp.computeIfAbsent(prefix, name -> new Block("tcp", new Label("envoy_tcp_prefix", name)));
    block.counter("downstream_cx_total").increment();
    block.counter("downstream_cx_rx_bytes_total").add(record.bytes().received());
    block.counter("downstream_cx_tx_bytes_total").add(record.bytes().sent());
    if (record.cluster().isEmpty()) {
      block.counter("downstream_cx_no_route").increment();
    }
  }

  /// What is counted of connections, for each prefix that is served.
  private static Map<String, Tally<HttpTerminal.Count>> tallies(Graph now) {
    Map<String, Tally<HttpTerminal.Count>> tallies = new TreeMap<>();
    for (Listener listener : now.listeners()) {
      Stream.concat(listener.chains().all().stream(), listener.chains().fallback().stream())
          .map(Chain::terminal)
          .forEach(terminal -> {
            if (terminal instanceof HttpTerminal manager) {
              tallies.put(manager.statPrefix(), manager.tally());
            }
          });
    }
    return tallies;
  }

  @Override
  public void collect(Samples into) {
    Graph now = graph.get();
    Set<String> present =
        now.clusters().stream().map(Cluster::name).collect(Collectors.toUnmodifiableSet());
    clusters.keySet().retainAll(present);
    for (Cluster cluster : now.clusters()) {
      cluster(cluster).collect(cluster, into);
    }
    Map<String, Tally<HttpTerminal.Count>> tallies = tallies(now);
    http.keySet().retainAll(tallies.keySet());
    tallies.forEach((prefix, tally) -> http(prefix).collect(tally, into));
    Set<String> bound =
        now.listeners().stream().map(Listener::name).collect(Collectors.toUnmodifiableSet());
    listeners
        .entrySet()
        .removeIf(each -> !bound.contains(each.getKey()) && each.getValue().active() == 0);
    for (Listener listener : now.listeners()) {
      listener(listener).collect(into);
    }
    tcp.values().forEach(each -> each.collect(into, Set.of()));
    refusals.collect(into);
    into.gauge(Name.of("cluster_manager.active_clusters"), now.clusters().size());
    into.gauge(Name.of("listener_manager.total_listeners_active"), now.listeners().size());
  }
}
