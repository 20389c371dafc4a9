package dev.weft.xds.bootstrap;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a proxy is told at its start: who it is, where its control plane and its secrets are, and
/// the few listeners that do not come from there. The parts and names are those that Istio's agent
/// gives to Envoy.
///
/// @param card who the proxy is
/// @param admin where its admin interface listens
/// @param controlPlane where delta ADS is spoken, cluster `xds-grpc`
/// @param headers of the ADS stream
/// @param secrets the agent's socket, cluster `sds-grpc`
/// @param extra further static clusters, by name
/// @param pages static listeners; their clusters are among `extra`
public record ProxyBootstrap(
    Card card,
    Site.Socket admin,
    Site controlPlane,
    Map<String, String> headers,
    Site secrets,
    Map<String, Site> extra,
    List<Page> pages) {
  private static final String TYPE = "type.googleapis.com/envoy.extensions.";

  /// Who a proxy is.
  ///
  /// @param id such as `sidecar~10.0.0.1~reviews-1.shop~shop.svc.cluster.local`
  /// @param cluster such as `reviews.shop`
  /// @param metadata by istiod's keys
  /// @param locality `region`, `zone`, `sub_zone`; empty when unknown
  public record Card(
      String id, String cluster, Map<String, Object> metadata, Map<String, String> locality) {}

  public ProxyBootstrap {
    headers = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    extra = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(extra));
    pages = List.copyOf(pages);
  }

  /// The whole file.
  public Map<String, Object> tree() {
    Map<String, Object> node = Trees.map("id", card.id(), "cluster", card.cluster());
    if (!card.locality().isEmpty()) {
      node.put("locality", card.locality());
    }
    node.put("metadata", card.metadata());
    List<Object> clusters = new ArrayList<>();
    clusters.add(discovery());
    clusters.add(http2(cluster("sds-grpc", secrets)));
    extra.forEach((name, site) -> clusters.add(cluster(name, site)));
    return Trees.map(
        "node",
        node,
        "admin",
        Map.of("address", admin.tree()),
        "dynamic_resources",
        dynamic(),
        "static_resources",
        Trees.map("clusters", clusters, "listeners", pages.stream().map(Page::tree).toList()));
  }

  private Map<String, Object> dynamic() {
    Map<String, Object> ads =
        Trees.map("ads", Map.of(), "initial_fetch_timeout", "0s", "resource_api_version", "V3");
    Map<String, Object> service = Trees.map("envoy_grpc", Trees.map("cluster_name", "xds-grpc"));
    if (!headers.isEmpty()) {
      List<Object> metadata = new ArrayList<>();
      headers.forEach((key, value) -> metadata.add(Trees.map("key", key, "value", value)));
      service.put("initial_metadata", metadata);
    }
    return Trees.map(
        "lds_config",
        ads,
        "cds_config",
        ads,
        "ads_config",
        Trees.map(
            "api_type",
            "DELTA_GRPC",
            "transport_api_version",
            "V3",
            "set_node_on_first_message_only",
            true,
            "grpc_services",
            List.of(service)));
  }

  private Map<String, Object> discovery() {
    Map<String, Object> cluster = cluster("xds-grpc", controlPlane);
    if (controlPlane instanceof Site.Socket) {
      cluster.put(
          "upstream_connection_options",
          Trees.map(
              "tcp_keepalive",
              Trees.map("keepalive_probes", 3, "keepalive_time", 10, "keepalive_interval", 5)));
    }
    return http2(cluster);
  }

  private static Map<String, Object> http2(Map<String, Object> cluster) {
    cluster.put(
        "typed_extension_protocol_options",
        Trees.map(
            "envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
            Trees.map(
                "@type",
                TYPE + "upstreams.http.v3.HttpProtocolOptions",
                "explicit_http_config",
                Trees.map("http2_protocol_options", Map.of()))));
    return cluster;
  }

  private static Map<String, Object> cluster(String name, Site site) {
    Map<String, Object> endpoint = Trees.map("endpoint", Trees.map("address", site.tree()));
    return Trees.map(
        "name",
        name,
        "type",
        "STATIC",
        "connect_timeout",
        "1s",
        "load_assignment",
        Trees.map(
            "cluster_name",
            name,
            "endpoints",
            List.of(Trees.map("lb_endpoints", List.of(endpoint)))));
  }
}
