package dev.weft.graph.route;

import dev.weft.graph.cluster.Cluster;
import dev.weft.graph.exchange.HeaderEdit;
import dev.weft.graph.retry.RetryPolicy;
import java.util.List;
import java.util.Optional;

/// Send the request to an endpoint of a cluster.
///
/// @param path the target to send, with its query
/// @param authority the host to send
/// @param authorityOfEndpoint whether the chosen endpoint's host name replaces `authority`
/// @param requestEdits include `x-request-id`, `x-forwarded-*` and whatever routes add or remove;
///   hop-by-hop headers are the codec's business
/// @param requestId the value of `x-request-id` after the edits, for the access log
/// @param attemptCount whether each attempt carries `x-envoy-attempt-count`
/// @param attemptCountInResponse whether the response does
/// @param hash chooses among endpoints when `hashed`
/// @param upgrade the protocol of an allowed upgrade in lower case, such as `websocket`; empty for
///   none, and then `Upgrade` and `Connection` are dropped
/// @param upstreamAlpn offered instead of the cluster's own when not empty
public record Forward(
    Route route,
    Cluster cluster,
    String path,
    String authority,
    boolean authorityOfEndpoint,
    List<HeaderEdit> requestEdits,
    List<HeaderEdit> responseEdits,
    String requestId,
    Timeouts timeouts,
    RetryPolicy retry,
    boolean attemptCount,
    boolean attemptCountInResponse,
    long hash,
    boolean hashed,
    List<Mirror> mirrors,
    long delayNanos,
    String upgrade,
    List<String> upstreamAlpn)
    implements Decision {

  /// A copy of the request to be sent elsewhere, its response ignored.
  ///
  /// @param authority the host the copy carries
  public record Mirror(Cluster cluster, String authority) {}

  @Override
  public Optional<Route> decidedBy() {
    return Optional.of(route);
  }

  @Override
  public Optional<Cluster> routeCluster() {
    return Optional.of(cluster);
  }
}
