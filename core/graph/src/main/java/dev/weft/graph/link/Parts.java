package dev.weft.graph.link;

import dev.weft.graph.cluster.Cluster;
import dev.weft.graph.cluster.endpoint.Assignment;
import dev.weft.graph.link.route.RouteReader;
import dev.weft.graph.listener.Listener;
import dev.weft.graph.tls.Secret;
import java.util.Map;

/// Everything that was read, by type of resource.
public record Parts(
    Shelf<Secret> secrets,
    Shelf<LinkedCluster> clusters,
    Shelf<Assignment> assignments,
    Shelf<RouteReader.Read> routes,
    Shelf<LinkedListener> listeners) {
  public static final Parts NONE =
      new Parts(Shelf.empty(), Shelf.empty(), Shelf.empty(), Shelf.empty(), Shelf.empty());

  /// @param inline the endpoints in the cluster itself
  public record LinkedCluster(Cluster cluster, Assignment inline) {}

  /// @param inline the routes in the listener itself, by the name of their cell
  public record LinkedListener(Listener listener, Map<String, RouteReader.Read> inline) {
    public LinkedListener {
      inline = Map.copyOf(inline);
    }
  }
}
