package dev.weft.lab.live;

import dev.weft.api.Kind;
import java.util.Locale;
import java.util.Set;

/// Where an API server keeps resources of a kind.
final class Paths {
  private static final Set<String> CLUSTER_WIDE = Set.of("Namespace", "Node", "IngressClass");

  private Paths() {}

  /// The path of a kind's collection.
  ///
  /// @param namespace not used for kinds that are in none
  static String of(String kind, String namespace) {
    String version = version(kind);
    String root = version.indexOf('/') < 0 ? "/api/" + version : "/apis/" + version;
    String place =
        CLUSTER_WIDE.contains(kind)
            ? ""
            : "/namespaces/" + (namespace.isEmpty() ? "default" : namespace);
    return root + place + "/" + plural(kind);
  }

  private static String version(String kind) {
    return switch (kind) {
      case "Namespace",
          "Node",
          "Pod",
          "Service",
          "ServiceAccount",
          "Secret",
          "ConfigMap",
          "Endpoints" ->
          "v1";
      case "EndpointSlice" -> "discovery.k8s.io/v1";
      case "Ingress", "IngressClass" -> "networking.k8s.io/v1";
      default ->
          Kind.named(kind)
              .map(known -> known.apiVersions().getFirst())
              .orElse("networking.istio.io/v1");
    };
  }

  private static String plural(String kind) {
    String word = kind.toLowerCase(Locale.ROOT);
    if (word.endsWith("s")) {
      return kind.equals("Endpoints") ? word : word + "es";
    }
    if (word.endsWith("y") && !word.endsWith("way")) {
      return word.substring(0, word.length() - 1) + "ies";
    }
    return word + "s";
  }
}
