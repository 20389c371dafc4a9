package dev.weft.api;

import dev.weft.api.schema.Paths;
import dev.weft.api.yaml.Node;
import dev.weft.model.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Says which valid fields have no effect yet, so that nothing is ignored silently.
///
/// Whoever makes a field effective removes its row.
final class Effectiveness {
  /// A field without effect.
  ///
  /// @param path the field from the top of the document; `[]` stands for any element, `**` for
  ///   anything, `=VALUE` at the end for that value alone; empty for the whole kind
  private record Row(Kind kind, Pattern place, String value) {
    Row(Kind kind, String path) {
      this(kind, Pattern.compile(regex(field(path))), path.substring(field(path).length()));
    }

    boolean whole() {
      return place.pattern().isEmpty();
    }

    boolean matches(String written, Node node) {
      return place.matcher(written).matches()
          && (value.isEmpty()
              || node instanceof Node.Scalar scalar && value.equals("=" + scalar.text()));
    }

    private static String field(String path) {
      int equals = path.indexOf('=');
      return equals < 0 ? path : path.substring(0, equals);
    }

    private static String regex(String field) {
      return field.isEmpty() ? "" : Pattern.quote(field).replace("**", "\\E.*\\Q");
    }
  }

  private static final List<Row> ROWS =
      List.of(
          new Row(Kind.ENVOY_FILTER, ""),
          new Row(Kind.WASM_PLUGIN, ""),
          new Row(Kind.TRAFFIC_EXTENSION, ""),
          new Row(Kind.TELEMETRY, ""),
          new Row(Kind.REQUEST_AUTHENTICATION, ""),
          new Row(Kind.AUTHORIZATION_POLICY, "spec.targetRef.kind=Service"),
          new Row(Kind.AUTHORIZATION_POLICY, "spec.targetRef.kind=ServiceEntry"),
          new Row(Kind.AUTHORIZATION_POLICY, "spec.targetRef.kind=GatewayClass"),
          new Row(Kind.AUTHORIZATION_POLICY, "spec.targetRefs[].kind=Service"),
          new Row(Kind.AUTHORIZATION_POLICY, "spec.targetRefs[].kind=ServiceEntry"),
          new Row(Kind.AUTHORIZATION_POLICY, "spec.targetRefs[].kind=GatewayClass"),
          new Row(Kind.PROXY_CONFIG, ""),
          new Row(Kind.WORKLOAD_GROUP, ""),
          new Row(Kind.VIRTUAL_SERVICE, "spec.http[].fault.delay.exponentialDelay"),
          new Row(Kind.VIRTUAL_SERVICE, "spec.http[].fault.abort.http2Error"),
          new Row(Kind.VIRTUAL_SERVICE, "spec.http[].match[].statPrefix"),
          new Row(Kind.VIRTUAL_SERVICE, "spec.tcp[].match[].sourceSubnet"),
          new Row(Kind.DESTINATION_RULE, "spec.**trafficPolicy.tunnel"),
          new Row(Kind.DESTINATION_RULE, "spec.**trafficPolicy.proxyProtocol"),
          new Row(Kind.DESTINATION_RULE, "spec.**loadBalancer.zoneAwareLbSetting"),
          new Row(Kind.DESTINATION_RULE, "spec.**loadBalancer.warmup"),
          new Row(Kind.DESTINATION_RULE, "spec.**loadBalancer.warmupDurationSecs"),
          new Row(Kind.DESTINATION_RULE, "spec.**loadBalancer.backendUtilization"),
          new Row(Kind.DESTINATION_RULE, "spec.**trafficPolicy.retryBudget.budgetInterval"),
          new Row(Kind.DESTINATION_RULE, "spec.**outlierDetection.outlierDetectionHttpErrorCodes"),
          new Row(Kind.DESTINATION_RULE, "spec.**connectionPool.http.http2KeepAlive"),
          new Row(Kind.DESTINATION_RULE, "spec.**tls.caCrl"),
          new Row(Kind.GATEWAY, "spec.servers[].defaultEndpoint"),
          new Row(Kind.GATEWAY, "spec.servers[].tls.caCrl"),
          new Row(Kind.GATEWAY, "spec.servers[].tls.credentialNames"),
          new Row(Kind.GATEWAY, "spec.servers[].tls.tlsCertificates"),
          new Row(Kind.GATEWAY, "spec.servers[].tls.ecdhCurves"),
          new Row(Kind.GATEWAY, "spec.servers[].tls.verifyCertificateSpki"),
          new Row(Kind.GATEWAY, "spec.servers[].tls.verifyCertificateHash"),
          new Row(Kind.SERVICE_ENTRY, "spec.resolution=DYNAMIC_DNS"),
          new Row(Kind.SIDECAR, "spec.inboundConnectionPool"),
          new Row(Kind.SIDECAR, "spec.ingress[].connectionPool"),
          new Row(Kind.SIDECAR, "spec.ingress[].tls"),
          new Row(Kind.MESH_CONFIG, "extensionProviders"),
          new Row(Kind.MESH_CONFIG, "defaultProviders"),
          new Row(Kind.MESH_CONFIG, "configSources"),
          new Row(Kind.MESH_CONFIG, "discoverySelectors"),
          new Row(Kind.MESH_CONFIG, "serviceScopeConfigs"),
          new Row(Kind.MESH_CONFIG, "serviceEntryVisibility"),
          new Row(Kind.MESH_CONFIG, "caCertificates[].certSigners"),
          new Row(Kind.MESH_CONFIG, "ca"),
          new Row(Kind.MESH_CONFIG, "certificates"),
          new Row(Kind.MESH_CONFIG, "zoneAwareLbSetting"),
          new Row(Kind.MESH_CONFIG, "enableEnvoyAccessLogService"),
          new Row(Kind.MESH_CONFIG, "inboundClusterStatName"),
          new Row(Kind.MESH_CONFIG, "outboundClusterStatName"),
          new Row(Kind.MESH_CONFIG, "pathNormalization"),
          new Row(Kind.MESH_CONFIG, "meshMTLS"),
          new Row(Kind.MESH_CONFIG, "tlsDefaults"),
          new Row(Kind.MESH_CONFIG, "hboneIdleTimeout"),
          new Row(Kind.MESH_CONFIG, "tcpKeepalive"),
          new Row(Kind.MESH_CONFIG, "enableTracing=true"),
          new Row(Kind.MESH_CONFIG, "disableEnvoyListenerLog"),
          new Row(Kind.MESH_CONFIG, "verifyCertificateAtClient"),
          new Row(Kind.MESH_CONFIG, "enablePrometheusMerge"),
          new Row(Kind.MESH_CONFIG, "outboundTrafficPolicy.mode=ALLOW_ANY_DYNAMIC_DNS"),
          new Row(Kind.MESH_CONFIG, "outboundTrafficPolicy.tls"),
          new Row(Kind.MESH_CONFIG, "defaultConfig"));

  private Effectiveness() {}

  /// A warning for each field of a document that has no effect yet.
  static List<Problem> remarks(Kind kind, Node document) {
    List<Row> rows = ROWS.stream().filter(row -> row.kind() == kind).toList();
    List<Problem> remarks = new ArrayList<>();
    if (rows.stream().anyMatch(row -> row.whole())) {
      remarks.add(remark("", kind.label() + " resources are accepted but have no effect yet"));
    } else if (!rows.isEmpty()) {
      walk(new Walk(rows, remarks), "", "", document);
    }
    return remarks;
  }

  private record Walk(List<Row> rows, List<Problem> remarks) {}

  private static void walk(Walk walk, String path, String place, Node node) {
    if (!path.isEmpty() && walk.rows().stream().anyMatch(row -> row.matches(place, node))) {
      String name = path.substring(path.lastIndexOf('.') + 1);
      String value = node instanceof Node.Scalar scalar ? ": " + scalar.text() : "";
      walk.remarks().add(remark(path, "'" + name + value + "' is accepted but has no effect yet"));
      return;
    }
    switch (node) {
      case Node.Scalar scalar -> {}
      case Node.Sequence sequence -> {
        for (int i = 0; i < sequence.items().size(); i++) {
          walk(walk, Paths.element(path, i), place + "[]", sequence.items().get(i));
        }
      }
      case Node.Mapping mapping -> {
        for (Node.Entry entry : mapping.entries()) {
          String name = entry.key().text();
          walk(walk, Paths.field(path, name), Paths.field(place, name), entry.value());
        }
      }
    }
  }

  private static Problem remark(String path, String cause) {
    return Problem.warning(
        Problem.Code.NOT_YET_EFFECTIVE, path, cause, "expect the mesh to behave as without it");
  }
}
