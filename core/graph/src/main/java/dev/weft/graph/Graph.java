package dev.weft.graph;

import dev.weft.graph.cluster.Cluster;
import dev.weft.graph.exchange.Arrival;
import dev.weft.graph.link.Parts;
import dev.weft.graph.link.reading.Cells;
import dev.weft.graph.listener.Listener;
import dev.weft.graph.match.Cidr;
import dev.weft.graph.route.RouteTable;
import dev.weft.graph.tls.SecretCell;
import dev.weft.model.Address;
import dev.weft.xds.Resources;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the data plane decides by, at one moment: immutable but for the live cells at its leaves.
public final class Graph {
  /// Nothing at all. Graphs linked from it share no live state with one another.
  public static final Graph EMPTY =
      new Graph(0, Resources.EMPTY, Parts.NONE, new Cells(), List.of());

  private final long version;
  private final Resources resources;
  private final Parts parts;
  private final Cells cells;
  private final List<Rejection> rejections;
  private final List<Listener> listeners;
  private final List<Cluster> clusters;
  private final Map<InetSocketAddress, Listener> byAddress = new HashMap<>();

  Graph(long version, Resources resources, Parts parts, Cells cells, List<Rejection> rejections) {
    this.version = version;
    this.resources = resources;
    this.parts = parts;
    this.cells = cells;
    this.rejections = List.copyOf(rejections);
    listeners = parts.listeners().values().stream().map(Parts.LinkedListener::listener).toList();
    clusters = parts.clusters().values().stream().map(Parts.LinkedCluster::cluster).toList();
    Map<Integer, Listener> dualStack = new HashMap<>();
    for (Listener listener : listeners) {
      for (Address address : listener.addresses()) {
        if (address instanceof Address.Ip ip) {
          Cidr.address(ip.host())
              .ifPresent(literal -> {
                byAddress.putIfAbsent(new InetSocketAddress(literal, ip.port()), listener);
                if (literal.isAnyLocalAddress()
                    && listener.sockets().dualStack().contains(address)) {
                  dualStack.putIfAbsent(ip.port(), listener);
                }
              });
        }
      }
    }
    dualStack.forEach((port, listener) ->
        byAddress.putIfAbsent(new InetSocketAddress(wildcard(true), port), listener));
  }

  Parts parts() {
    return parts;
  }

  Cells cells() {
    return cells;
  }

  /// Grows with every link.
  public long version() {
    return version;
  }

  /// What it was linked from, refused resources among them.
  public Resources resources() {
    return resources;
  }

  /// Every resource that is refused at present, not only those of the last link.
  public List<Rejection> rejections() {
    return rejections;
  }

  /// In the order of their names.
  public Collection<Listener> listeners() {
    return listeners;
  }

  public Optional<Listener> listener(String name) {
    return parts.listeners().value(name).map(Parts.LinkedListener::listener);
  }

  /// The listener that takes a connection over from one with `useOriginalDestination`: that of the
  /// original destination's address and port, else of its port on the wildcard address, else
  /// `accepting` itself.
  public Listener handover(Listener accepting, Arrival arrival) {
    InetSocketAddress original = arrival.original();
    if (!accepting.useOriginalDestination() || !arrival.intercepted()) {
      return accepting;
    }
    Listener listener = byAddress.get(original);
    if (listener == null && original.getAddress() != null) {
      boolean v4 = original.getAddress().getAddress().length == 4;
      listener = byAddress.get(new InetSocketAddress(wildcard(v4), original.getPort()));
    }
    return listener == null ? accepting : listener;
  }

  private static InetAddress wildcard(boolean v4) {
    return InetAddress.ofLiteral(v4 ? "0.0.0.0" : "::");
  }

  /// In the order of their names.
  public Collection<Cluster> clusters() {
    return clusters;
  }

  public Optional<Cluster> cluster(String name) {
    return parts.clusters().value(name).map(Parts.LinkedCluster::cluster);
  }

  /// The route tables of RDS, in the order of their names.
  public Collection<RouteTable> routes() {
    return parts.routes().values().stream().map(read -> read.table()).toList();
  }

  /// Names of route tables that listeners refer to, delivered or awaited: what RDS is asked for.
  public Collection<String> routeNames() {
    return parts.listeners().values().stream()
        .flatMap(linked ->
            java.util.stream.Stream.concat(
                    linked.listener().chains().all().stream(),
                    linked.listener().chains().fallback().stream())
                .map(chain -> chain.terminal())
                .filter(dev.weft.graph.listener.HttpTerminal.class::isInstance)
                .map(terminal ->
                    ((dev.weft.graph.listener.HttpTerminal) terminal).router().routes().name())
                .filter(name -> !linked.inline().containsKey(name)))
        .distinct()
        .sorted()
        .toList();
  }

  /// Every secret that something refers to, in the order of their names, delivered or awaited.
  public Collection<SecretCell> secrets() {
    return List.copyOf(cells.secrets().values());
  }

  public Optional<SecretCell> secret(String name) {
    return Optional.ofNullable(cells.secrets().get(name));
  }
}
