package dev.weft.xds.bootstrap;

import java.util.List;
import java.util.Map;

/// A static listener that shows one page of a static cluster, as those for metrics and readiness
/// do.
///
/// @param at where it listens; it is called `ADDRESS_PORT`
/// @param statPrefix what its metrics are called
/// @param path the paths that begin so are answered
/// @param cluster who answers
/// @param target what that path is over there; the same when it is equal to `path`
public record Page(Site.Socket at, String statPrefix, String path, String cluster, String target) {
  private static final String TYPE = "type.googleapis.com/envoy.extensions.";

  Map<String, Object> tree() {
    Map<String, Object> route = Trees.map("cluster", cluster);
    if (!target.equals(path)) {
      route.put("prefix_rewrite", target);
    }
    Map<String, Object> host =
        Trees.map(
            "name",
            "backend",
            "domains",
            List.of("*"),
            "routes",
            List.of(Trees.map("match", Trees.map("prefix", path), "route", route)));
    Map<String, Object> router =
        Trees.map(
            "name",
            "envoy.filters.http.router",
            "typed_config",
            Trees.map("@type", TYPE + "filters.http.router.v3.Router"));
    Map<String, Object> manager =
        Trees.map(
            "@type",
            TYPE + "filters.network.http_connection_manager.v3.HttpConnectionManager",
            "stat_prefix",
            statPrefix,
            "route_config",
            Trees.map("virtual_hosts", List.of(host)),
            "http_filters",
            List.of(router));
    Map<String, Object> filter =
        Trees.map("name", "envoy.filters.network.http_connection_manager", "typed_config", manager);
    return Trees.map(
        "name",
        at.address() + "_" + at.port(),
        "address",
        at.tree(),
        "filter_chains",
        List.of(Trees.map("filters", List.of(filter))));
  }
}
