package dev.weft.compiler.plan;

import java.util.List;

/// A route table (Envoy `RouteConfiguration`), searched by the request's authority without its
/// port.
///
/// @param name `9080`, `reviews.default.svc.cluster.local:9080`, `http.8080`, `http_proxy`,
///   `inbound|9080||`
/// @param ignorePort whether the port of the authority is left out of the search for a virtual host
public record RouteTablePlan(String name, List<VirtualHost> virtualHosts, boolean ignorePort) {
  public RouteTablePlan {
    virtualHosts = List.copyOf(virtualHosts);
  }

  /// One virtual host: its routes are tried in order and the first that matches is taken.
  ///
  /// @param name `host:port`, `allow_any`, `block_all`, `blackhole:8080`, `inbound|http|9080`
  /// @param redirectToHttps whether plain requests are answered with a redirect to https (Gateway
  ///   `httpsRedirect`)
  public record VirtualHost(
      String name, List<String> domains, List<RoutePlan> routes, boolean redirectToHttps) {
    public VirtualHost {
      domains = List.copyOf(domains);
      routes = List.copyOf(routes);
    }
  }
}
