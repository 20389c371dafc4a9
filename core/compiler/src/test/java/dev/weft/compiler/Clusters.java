package dev.weft.compiler;

import dev.weft.api.Parser;
import dev.weft.model.Locality;
import dev.weft.world.Change;
import dev.weft.world.Node;
import dev.weft.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Meshes of two clusters, `east` (the config cluster) and `west`.
final class Clusters {
  private Clusters() {}

  static World world(String east, String west) {
    List<Change> changes = new ArrayList<>(put(east));
    put(west).forEach(change -> changes.add(new Change.Remote("west", change)));
    return World.empty("east").with(changes);
  }

  private static List<Change> put(String yaml) {
    var parsed = Parser.parse("mesh.yaml", yaml, "default");
    if (!parsed.isValid()) {
      throw new AssertionError(parsed.problems().toString());
    }
    return parsed.resources().stream().<Change>map(Change.Put::new).toList();
  }

  static String join(String... documents) {
    return String.join("\n---\n", documents);
  }

  static String service(String address) {
    return """
    apiVersion: v1
    kind: Service
    metadata: {name: reviews, namespace: default}
    spec: {clusterIP: %s, selector: {app: reviews}, ports: [{name: http, port: 80}, {name: tcp, port: 7000}]}
    """
        .formatted(address);
  }

  /// A pod with a sidecar, on a machine of that zone.
  static String pod(String name, String address, String zone) {
    return """
    apiVersion: v1
    kind: Pod
    metadata:
      name: %1$s
      namespace: default
      labels: {app: reviews, version: v1, pod: %1$s, security.istio.io/tlsMode: istio, topology.istio.io/locality: %3$s}
    spec: {serviceAccountName: reviews}
    status: {phase: Running, podIP: %2$s}
    """
        .formatted(name, address, zone);
  }

  static String network(String name) {
    return """
    apiVersion: v1
    kind: Namespace
    metadata: {name: istio-system, labels: {topology.istio.io/network: %s}}
    """
        .formatted(name);
  }

  static String gateway(String network, String... addresses) {
    StringBuilder ingress = new StringBuilder();
    for (String address : addresses) {
      ingress.append(ingress.isEmpty() ? "" : ", ").append("{ip: ").append(address).append("}");
    }
    return """
    apiVersion: v1
    kind: Service
    metadata:
      name: eastwest
      namespace: istio-system
      labels: {topology.istio.io/network: %s}
    spec: {type: LoadBalancer, selector: {istio: eastwest}, ports: [{name: tls, port: 15443}]}
    status: {loadBalancer: {ingress: [%s]}}
    """
        .formatted(network, ingress);
  }

  static Node client(String cluster, String locality, Map<String, Object> more) {
    Map<String, Object> metadata = new java.util.TreeMap<>(more);
    metadata.put("CLUSTER_ID", cluster);
    return Node.parse(
            "sidecar~10.9.0.9~client.default~default.svc.cluster.local",
            locality.isEmpty() ? Locality.UNKNOWN : Locality.parse(locality),
            metadata)
        .orElseThrow();
  }
}
