package dev.weft.graph.route;

import dev.weft.graph.edit.Edits;
import dev.weft.graph.exchange.Head;
import dev.weft.graph.exchange.Peer;
import dev.weft.graph.retry.RetryPolicy;
import dev.weft.graph.route.match.Target;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A virtual host: the domains that lead to it, and its routes in order.
///
/// @param domains in lower case, as written
/// @param attemptCountUpstream whether requests carry `x-envoy-attempt-count`
/// @param attemptCountDownstream whether responses do
public record VirtualHost(
    String name,
    List<String> domains,
    List<RouteEntry> routes,
    TlsRequirement tls,
    Edits request,
    Edits response,
    Optional<RetryPolicy> retry,
    boolean attemptCountUpstream,
    boolean attemptCountDownstream,
    Overrides overrides) {
  public VirtualHost {
    domains = List.copyOf(domains);
    routes = List.copyOf(routes);
  }

  public enum TlsRequirement {
    NONE,
    EXTERNAL_ONLY,
    ALL
  }

  @Nullable RouteEntry find(Head head, Peer peer, Target target, long random) {
    for (int i = 0; i < routes.size(); i++) {
      RouteEntry entry = routes.get(i);
      if (entry.match().matches(head, peer, target, random)) {
        return entry;
      }
    }
    return null;
  }
}
