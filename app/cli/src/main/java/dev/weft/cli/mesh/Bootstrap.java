package dev.weft.cli.mesh;

import dev.weft.host.terminal.Tree;
import dev.weft.xds.bootstrap.Page;
import dev.weft.xds.bootstrap.ProxyBootstrap;
import dev.weft.xds.bootstrap.Site.Pipe;
import dev.weft.xds.bootstrap.Site.Socket;
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
    Socket admin = new Socket(own, ADMIN_PORT);
    String app = member.labels().value("app");
    var card =
        new ProxyBootstrap.Card(
            member.nodeId(),
            (app.isEmpty() ? member.workload() : app) + "." + member.namespace(),
            metadata(member, site.ports(), site.accessLog().toString()),
            Map.of());
    var file =
        new ProxyBootstrap(
            card,
            admin,
            new Socket("127.0.0.1", site.ports().plain()),
            site.token().isEmpty() ? Map.of() : Map.of("authorization", "Bearer " + site.token()),
            new Pipe(site.sds().toString()),
            Map.of("prometheus_stats", admin),
            List.of(
                new Page(
                    new Socket(own, METRICS_PORT),
                    "stats",
                    "/stats/prometheus",
                    "prometheus_stats",
                    "/stats/prometheus"),
                new Page(
                    new Socket(own, HEALTH_PORT),
                    "agent",
                    "/healthz/ready",
                    "prometheus_stats",
                    "/ready")));
    return Tree.yaml(file.tree());
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
      Map<String, String> doors = new LinkedHashMap<>();
      doors.put("80", String.valueOf(ports.http()));
      doors.put("443", String.valueOf(ports.https()));
      metadata.put("WEFT_GATEWAY_DOOR_PORTS", doors);
    } else {
      Map<String, String> endpoints = new LinkedHashMap<>();
      member.ports().forEach(port -> endpoints.put(String.valueOf(port.number()), port.target()));
      metadata.put("HTTP_PROXY_PORT", String.valueOf(FORWARD_PROXY_PORT));
      metadata.put("WEFT_OUTBOUND_ADDRESS", member.addresses().outbound());
      metadata.put("WEFT_APP_ENDPOINTS", endpoints);
    }
    return metadata;
  }
}
