package dev.weft.graph.link.reading;

import dev.weft.graph.cluster.ClusterCells;
import dev.weft.graph.exchange.Tally;
import dev.weft.graph.listener.HttpTerminal;
import dev.weft.graph.route.Routes;
import dev.weft.graph.tls.SecretCell;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/// The directories of live cells that names are linked to: the same object from graph to graph.
public final class Cells {
  private final ClusterCells clusters = new ClusterCells();
  private final ConcurrentSkipListMap<String, SecretCell> secrets = new ConcurrentSkipListMap<>();
  private final ConcurrentSkipListMap<String, Routes> routes = new ConcurrentSkipListMap<>();
  private final ConcurrentSkipListMap<String, Tally<HttpTerminal.Count>> tallies =
      new ConcurrentSkipListMap<>();

  public ClusterCells clusters() {
    return clusters;
  }

  /// The cell of a secret, made when there is none yet.
  public SecretCell secret(String name) {
    return secrets.computeIfAbsent(name, SecretCell::new);
  }

  public Map<String, SecretCell> secrets() {
    return secrets;
  }

  /// The cell of a route table, made when there is none yet.
  public Routes routes(String name) {
    return routes.computeIfAbsent(name, Routes::new);
  }

  /// What is counted of clients' connections under a prefix, made when there is none yet.
  public Tally<HttpTerminal.Count> tally(String prefix) {
    return tallies.computeIfAbsent(prefix, absent -> new Tally<>(HttpTerminal.Count.class));
  }

  public Map<String, Routes> routes() {
    return routes;
  }
}
