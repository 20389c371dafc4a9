package dev.weft.world.rules;

import dev.weft.api.Resource;
import dev.weft.api.virtualservice.VirtualService;
import dev.weft.model.Host;
import dev.weft.world.registry.Visibility;
import java.util.List;

/// A VirtualService with its names resolved and its delegates in place.
///
/// @param hosts complete host names, wildcards included
/// @param gateways `mesh` and `NAMESPACE/NAME`
/// @param http its HTTP rules in order
public record Routing(
    Resource<VirtualService> resource,
    List<Host> hosts,
    List<String> gateways,
    List<HttpRule> http,
    Visibility visibility) {
  public Routing {
    hosts = List.copyOf(hosts);
    gateways = List.copyOf(gateways);
    http = List.copyOf(http);
  }

  public String name() {
    return resource.meta().name();
  }

  public String namespace() {
    return resource.meta().namespace();
  }

  public VirtualService spec() {
    return resource.spec();
  }

  /// Whether a rule looks at the labels or namespace of its clients, so that proxies of one
  /// namespace may get different routes.
  public boolean dependsOnClient() {
    return http.stream()
            .flatMap(rule -> rule.route().match().stream())
            .anyMatch(match -> !match.sourceLabels().isEmpty())
        || spec().tls().stream()
            .flatMap(rule -> rule.match().stream())
            .anyMatch(match -> !match.sourceLabels().isEmpty())
        || spec().tcp().stream()
            .flatMap(rule -> rule.match().stream())
            .anyMatch(match -> !match.sourceLabels().isEmpty());
  }

  /// Whether one of the hosts covers this one.
  public boolean covers(Host host) {
    for (Host own : hosts) {
      if (own.covers(host)) {
        return true;
      }
    }
    return false;
  }
}
