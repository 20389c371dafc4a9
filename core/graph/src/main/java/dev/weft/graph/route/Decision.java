package dev.weft.graph.route;

import dev.weft.graph.cluster.Cluster;
import dev.weft.graph.exchange.HeaderEdit;
import dev.weft.graph.exchange.ResponseFlag;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What is to be done with a request: plain data.
public sealed interface Decision permits Forward, Decision.Reply, Decision.Tunnel {
  /// Headers to change in the response to the client.
  List<HeaderEdit> responseEdits();

  /// The route that decided, empty when none matched.
  Optional<Route> decidedBy();

  /// The cluster of the route that decided, also when it is not asked: access logs and metrics name
  /// it; empty when the route has none, or there is none of that name.
  Optional<Cluster> routeCluster();

  /// How long to wait before doing it, in nanoseconds; an injected delay (flag DI) when not zero.
  long delayNanos();

  /// Answer without an upstream.
  ///
  /// @param requestEdits what the request would have carried on, for the access log
  /// @param requestId the value of `x-request-id` after these edits
  /// @param flags for the access log, beside DI when there is a delay
  /// @param details such as `route_not_found` or `direct_response`
  /// @param grpcStatus to answer a gRPC request with, or -1 for the one that `status` implies
  record Reply(
      int status,
      String body,
      List<HeaderEdit> requestEdits,
      String requestId,
      List<HeaderEdit> responseEdits,
      Set<ResponseFlag> flags,
      String details,
      long delayNanos,
      int grpcStatus,
      Optional<Route> decidedBy,
      Optional<Cluster> routeCluster)
      implements Decision {}

  /// Answer a `CONNECT` with 200 and relay the bytes of the stream to the cluster as TCP.
  record Tunnel(
      Route route,
      Cluster cluster,
      List<HeaderEdit> responseEdits,
      Timeouts timeouts,
      long delayNanos,
      long hash,
      boolean hashed)
      implements Decision {
    @Override
    public Optional<Route> decidedBy() {
      return Optional.of(route);
    }

    @Override
    public Optional<Cluster> routeCluster() {
      return Optional.of(cluster);
    }
  }
}
