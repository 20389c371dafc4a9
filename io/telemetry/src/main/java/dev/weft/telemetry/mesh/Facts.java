package dev.weft.telemetry.mesh;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import java.util.Map;

/// What the mesh knows of a workload. An empty text is unknown.
public record Facts(
    String workload,
    String namespace,
    String app,
    String version,
    String service,
    String revision,
    String cluster) {
  /// Nothing is known.
  public static final Facts UNKNOWN = new Facts("", "", "", "", "", "", "");

  /// From the metadata of a node, as Istio's bootstraps and peer metadata have it.
  public static Facts of(Struct metadata) {
    Map<String, Value> labels =
        metadata.getFieldsOrDefault("LABELS", NONE).getStructValue().getFieldsMap();
    String workload = text(metadata.getFieldsMap(), "WORKLOAD_NAME");
    String app = text(labels, "app");
    String version = text(labels, "version");
    String service =
        first(
            text(labels, "service.istio.io/canonical-name"),
            text(labels, "app.kubernetes.io/name"),
            app,
            workload);
    String revision =
        first(
            text(labels, "service.istio.io/canonical-revision"),
            text(labels, "app.kubernetes.io/version"),
            version,
            "latest");
    return new Facts(
        workload,
        text(metadata.getFieldsMap(), "NAMESPACE"),
        app,
        version,
        service,
        revision,
        text(metadata.getFieldsMap(), "CLUSTER_ID"));
  }

  /// From the `istio.workload` of an endpoint: workload, namespace, canonical service, canonical
  /// revision and cluster, separated by `;`. The label `app` and `version` are what the canonical
  /// names are made of in the usual case, so these stand for them.
  public static Facts ofEndpoint(String text) {
    if (text.isEmpty()) {
      return UNKNOWN;
    }
    String[] parts = text.split(";", -1);
    String service = at(parts, 2);
    String revision = at(parts, 3);
    return new Facts(
        at(parts, 0),
        at(parts, 1),
        service,
        revision.equals("latest") ? "" : revision,
        service,
        revision,
        at(parts, 4));
  }

  /// These, or only the namespace that a principal (`spiffe://TRUST/ns/NAMESPACE/sa/ACCOUNT`) names
  /// where nothing else is known.
  Facts orNamespaceOf(String principal) {
    int start = principal.indexOf("/ns/");
    int end = start < 0 ? -1 : principal.indexOf('/', start + 4);
    return end > 0 && namespace.isEmpty()
        ? new Facts(
            workload, principal.substring(start + 4, end), app, version, service, revision, cluster)
        : this;
  }

  private static final Value NONE = Value.getDefaultInstance();

  private static String at(String[] parts, int index) {
    return index < parts.length ? parts[index] : "";
  }

  private static String text(Map<String, Value> values, String key) {
    Value value = values.get(key);
    return value == null ? "" : value.getStringValue();
  }

  private static String first(String... candidates) {
    for (String candidate : candidates) {
      if (!candidate.isEmpty()) {
        return candidate;
      }
    }
    return "";
  }
}
