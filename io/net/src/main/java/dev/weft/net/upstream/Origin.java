package dev.weft.net.upstream;

import dev.weft.graph.cluster.Cluster;
import dev.weft.graph.exchange.Arrival;
import dev.weft.graph.listener.Listener;
import java.util.Optional;

/// Whose connection an upstream connection is made for.
///
/// @param arrival what a PROXY protocol header tells of
/// @param source that the connection must come from; empty for any
public record Origin(Arrival arrival, Optional<Source> source) {
  public static Origin of(Listener listener, Arrival arrival) {
    return new Origin(arrival, Source.of(listener, arrival));
  }

  /// Whether connections to a cluster that are made for one may be used for the other.
  boolean shares(Cluster cluster, Origin other) {
    return source.equals(other.source)
        && (cluster.settings().proxyProtocol().isEmpty() || arrival.equals(other.arrival));
  }
}
