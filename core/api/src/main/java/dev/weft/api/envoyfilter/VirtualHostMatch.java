package dev.weft.api.envoyfilter;

import java.util.Optional;

/// Which virtual host of a route configuration (Istio, "RouteConfigurationMatch.VirtualHostMatch").
public record VirtualHostMatch(String name, Optional<RouteMatch> route, String domainName) {
  /// Which route of the virtual host.
  public record RouteMatch(String name, Action action) {}

  /// One of the values that the API has; the first is the default.
  public enum Action {
    ANY,
    ROUTE,
    REDIRECT,
    DIRECT_RESPONSE
  }
}
