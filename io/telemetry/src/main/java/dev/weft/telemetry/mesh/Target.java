package dev.weft.telemetry.mesh;

import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.weft.graph.cluster.Cluster;
import java.util.Map;

/// The service that a cluster stands for.
record Target(String host, String name, String namespace) {
  /// From the cluster's metadata (`istio.services`), else from a name of Istio's shape. Clusters
  /// without service, such as `PassthroughCluster`, are called by their own name.
  ///
  /// @param authority of the request, the host where no other is known
  static Target of(Cluster cluster, String authority) {
    Struct istio = cluster.settings().metadata().namespaces().get("istio");
    if (istio != null) {
      ListValue services =
          istio.getFieldsOrDefault("services", Value.getDefaultInstance()).getListValue();
      if (services.getValuesCount() > 0) {
        Map<String, Value> first = services.getValues(0).getStructValue().getFieldsMap();
        return new Target(text(first, "host"), text(first, "name"), text(first, "namespace"));
      }
    }
    String[] parts = cluster.name().split("\\|", -1);
    if (parts.length == 4 && !parts[3].isEmpty()) {
      String[] labels = parts[3].split("\\.", -1);
      boolean kubernetes = labels.length > 2 && labels[2].equals("svc");
      return kubernetes
          ? new Target(parts[3], labels[0], labels[1])
          : new Target(parts[3], parts[3], "");
    }
    int port = authority.lastIndexOf(':');
    String host =
        port > 0 && authority.indexOf(']') < port ? authority.substring(0, port) : authority;
    return parts.length == 4 ? new Target(host, "", "") : new Target(host, cluster.name(), "");
  }

  private static String text(Map<String, Value> values, String key) {
    Value value = values.get(key);
    return value == null ? "" : value.getStringValue();
  }
}
