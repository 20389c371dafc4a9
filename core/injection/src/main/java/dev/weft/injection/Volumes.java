package dev.weft.injection;

import java.util.List;
import java.util.Map;

/// The volumes of an injected pod, under Istio's names.
final class Volumes {
  private Volumes() {}

  /// Sockets and files of agent and proxy, the token by which the agent proves who it is, and the
  /// root that it believes.
  static List<Map<String, Object>> all() {
    Map<String, Object> token =
        Trees.map(
            "serviceAccountToken",
            Trees.map("audience", "istio-ca", "expirationSeconds", 43200L, "path", "istio-token"));
    return List.of(
        Trees.map("name", "workload-socket", "emptyDir", Trees.map()),
        Trees.map("name", "istio-envoy", "emptyDir", Trees.map("medium", "Memory")),
        Trees.map("name", "istio-data", "emptyDir", Trees.map()),
        Trees.map("name", "istio-token", "projected", Trees.map("sources", List.of(token))),
        Trees.map("name", "istiod-ca-cert", "configMap", Trees.map("name", "istio-ca-root-cert")));
  }

  static List<Map<String, Object>> mounts() {
    return List.of(
        mount("workload-socket", "/var/run/secrets/workload-spiffe-uds"),
        mount("istio-envoy", "/etc/istio/proxy"),
        mount("istio-data", "/var/lib/istio/data"),
        mount("istio-token", "/var/run/secrets/tokens"),
        mount("istiod-ca-cert", "/var/run/secrets/istio"));
  }

  private static Map<String, Object> mount(String name, String path) {
    return Trees.map("name", name, "mountPath", path);
  }
}
