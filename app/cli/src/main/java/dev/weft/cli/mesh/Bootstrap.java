package dev.weft.cli.mesh;

import dev.weft.host.terminal.Tree;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Writes the bootstrap file of a member's proxy: one file, taken by Weft's proxy and by Envoy
/// alike. It has the parts that Istio's agent gives to Envoy: node, admin, delta ADS, the SDS
/// socket, and the listeners for metrics and health.
public final class Bootstrap {
  /// The admin interface of a proxy.
  public static final int ADMIN_PORT = 15000;

  /// The forward proxy that applications are told of.
  public static final int FORWARD_PROXY_PORT = 15002;

  /// Readiness of a proxy, `/healthz/ready`.
  public static final int HEALTH_PORT = 15021;

  /// Metrics of a proxy, `/stats/prometheus`.
  public static final int METRICS_PORT = 15090;

  private static final String TYPE = "type.googleapis.com/envoy.extensions.";

  private Bootstrap() {}

  /// What a bootstrap file needs to know beside the member.
  ///
  /// @param sds path of the agent's socket
  /// @param accessLog file that the proxy appends its access log to
  /// @param token shown to the control plane, which gives a gateway its private keys only then;
  ///   empty for none
  public record Site(MeshPorts ports, Path sds, Path accessLog, String token) {}

  /// The file's text, YAML.
  public static String render(Member member, Site site) {
    String own = member.addresses().workload();
    Map<String, Object> file = new LinkedHashMap<>();
    file.put("node", node(member, site));
    file.put("admin", Map.of("address", socket(own, ADMIN_PORT)));
    file.put("dynamic_resources", dynamic(site.token()));
    file.put(
        "static_resources",
        map(
            "clusters",
            List.of(
                controlPlane(site.ports().plain()),
                secrets(site.sds()),
                cluster("prometheus_stats", socket(own, ADMIN_PORT))),
            "listeners",
            List.of(
                listener(own, METRICS_PORT, "stats", "/stats/prometheus", "/stats/prometheus"),
                listener(own, HEALTH_PORT, "agent", "/healthz/ready", "/ready"))));
    return Tree.yaml(file);
  }

  /// The metadata of a member's node, by which the control plane knows what it is.
  public static Map<String, Object> metadata(Member member, MeshPorts ports, String accessLog) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("NAMESPACE", member.namespace());
    metadata.put("WORKLOAD_NAME", member.workload());
    metadata.put("NAME", member.name());
    metadata.put("LABELS", member.labels().values());
    metadata.put("SERVICE_ACCOUNT", member.serviceAccount());
    metadata.put("CLUSTER_ID", "Kubernetes");
    metadata.put("MESH_ID", "cluster.local");
    metadata.put("INSTANCE_IPS", member.addresses().workload());
    metadata.put("INTERCEPTION_MODE", "NONE");
    metadata.put("WEFT_ACCESS_LOG", accessLog);
    if (member.gateway()) {
      metadata.put("WEFT_GATEWAY_BIND", member.addresses().workload());
      metadata.put("WEFT_GATEWAY_DOOR", "127.0.0.1");
      metadata.put(
          "WEFT_GATEWAY_DOOR_PORTS",
          map("80", String.valueOf(ports.http()), "443", String.valueOf(ports.https())));
    } else {
      Map<String, String> endpoints = new LinkedHashMap<>();
      member.ports().forEach(port -> endpoints.put(String.valueOf(port.number()), port.target()));
      metadata.put("HTTP_PROXY_PORT", String.valueOf(FORWARD_PROXY_PORT));
      metadata.put("WEFT_OUTBOUND_ADDRESS", member.addresses().outbound());
      metadata.put("WEFT_APP_ENDPOINTS", endpoints);
    }
    return metadata;
  }

  private static Map<String, Object> node(Member member, Site site) {
    String app = member.labels().value("app");
    return map(
        "id",
        member.nodeId(),
        "cluster",
        (app.isEmpty() ? member.workload() : app) + "." + member.namespace(),
        "metadata",
        metadata(member, site.ports(), site.accessLog().toString()));
  }

  private static Map<String, Object> dynamic(String token) {
    Map<String, Object> ads =
        map("ads", Map.of(), "initial_fetch_timeout", "0s", "resource_api_version", "V3");
    Map<String, Object> service = map("envoy_grpc", map("cluster_name", "xds-grpc"));
    if (!token.isEmpty()) {
      service.put(
          "initial_metadata", List.of(map("key", "authorization", "value", "Bearer " + token)));
    }
    return map(
        "lds_config",
        ads,
        "cds_config",
        ads,
        "ads_config",
        map(
            "api_type",
            "DELTA_GRPC",
            "transport_api_version",
            "V3",
            "set_node_on_first_message_only",
            true,
            "grpc_services",
            List.of(service)));
  }

  private static Map<String, Object> controlPlane(int port) {
    Map<String, Object> cluster = cluster("xds-grpc", socket("127.0.0.1", port));
    cluster.put(
        "upstream_connection_options",
        map(
            "tcp_keepalive",
            map("keepalive_probes", 3, "keepalive_time", 10, "keepalive_interval", 5)));
    cluster.put("typed_extension_protocol_options", http2());
    return cluster;
  }

  private static Map<String, Object> secrets(Path socket) {
    Map<String, Object> cluster = cluster("sds-grpc", map("pipe", map("path", socket.toString())));
    cluster.put("typed_extension_protocol_options", http2());
    return cluster;
  }

  private static Map<String, Object> http2() {
    return map(
        "envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
        map(
            "@type",
            TYPE + "upstreams.http.v3.HttpProtocolOptions",
            "explicit_http_config",
            map("http2_protocol_options", Map.of())));
  }

  private static Map<String, Object> cluster(String name, Map<String, Object> address) {
    return map(
        "name",
        name,
        "type",
        "STATIC",
        "connect_timeout",
        "1s",
        "load_assignment",
        map(
            "cluster_name",
            name,
            "endpoints",
            List.of(map("lb_endpoints", List.of(map("endpoint", map("address", address)))))));
  }

  private static Map<String, Object> listener(
      String address, int port, String prefix, String path, String target) {
    Map<String, Object> route = map("cluster", "prometheus_stats");
    if (!target.equals(path)) {
      route.put("prefix_rewrite", target);
    }
    Map<String, Object> manager =
        map(
            "@type",
            TYPE + "filters.network.http_connection_manager.v3.HttpConnectionManager",
            "stat_prefix",
            prefix,
            "route_config",
            map(
                "virtual_hosts",
                List.of(
                    map(
                        "name",
                        "backend",
                        "domains",
                        List.of("*"),
                        "routes",
                        List.of(map("match", map("prefix", path), "route", route))))),
            "http_filters",
            List.of(
                map(
                    "name",
                    "envoy.filters.http.router",
                    "typed_config",
                    map("@type", TYPE + "filters.http.router.v3.Router"))));
    return map(
        "name",
        address + "_" + port,
        "address",
        socket(address, port),
        "filter_chains",
        List.of(
            map(
                "filters",
                List.of(
                    map(
                        "name",
                        "envoy.filters.network.http_connection_manager",
                        "typed_config",
                        manager)))));
  }

  private static Map<String, Object> socket(String address, int port) {
    return map("socket_address", map("address", address, "port_value", port));
  }

  private static Map<String, Object> map(Object... pairs) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put((String) pairs[i], pairs[i + 1]);
    }
    return map;
  }
}
