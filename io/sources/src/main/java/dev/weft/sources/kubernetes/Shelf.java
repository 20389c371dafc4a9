package dev.weft.sources.kubernetes;

import dev.weft.api.Kind;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// All objects of a kind that are read from an API server, as one list and watch.
///
/// @param namespace the only one looked at; empty for all
/// @param fields what is left out by the server, as a field selector; empty for nothing
record Shelf(Kind kind, String namespace, String fields) {
  /// What the registry is made of, and Secrets for gateways; all that counts from remote clusters.
  private static final List<String> REGISTRY =
      List.of(
          "Namespace",
          "Node",
          "Pod",
          "Service",
          "EndpointSlice",
          "Endpoints",
          "WorkloadEntry",
          "Secret");

  /// What no store serves, or what a mesh does not need to know.
  private static final Set<String> UNREAD =
      Set.of("MeshConfig", "MeshNetworks", "Deployment", "ServiceAccount");

  /// What is read of a cluster, in the order in which it is listed.
  static List<Shelf> of(Scope scope, String rootNamespace) {
    List<Shelf> shelves = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      boolean registry = REGISTRY.contains(kind.label());
      boolean wanted = registry || scope == Scope.CONFIG && !UNREAD.contains(kind.label());
      if (wanted) {
        shelves.add(new Shelf(kind, namespace(kind, rootNamespace), fields(kind)));
      }
    }
    return List.copyOf(shelves);
  }

  /// The mesh's own ConfigMaps are in its root namespace; the others are none of its business.
  private static String namespace(Kind kind, String rootNamespace) {
    return kind == Kind.CONFIG_MAP ? rootNamespace : "";
  }

  private static String fields(Kind kind) {
    return kind == Kind.SECRET
        ? "type!=helm.sh/release.v1,type!=kubernetes.io/service-account-token"
        : "";
  }

  /// The word that names it in paths: `virtualservices`.
  String plural() {
    String word = kind.label().toLowerCase(Locale.ROOT);
    if (word.endsWith("s")) {
      return word.equals("endpoints") ? word : word + "es";
    }
    boolean consonant = word.matches(".*[^aeiou]y");
    return consonant ? word.substring(0, word.length() - 1) + "ies" : word + "s";
  }

  /// The path of the collection in one of its API versions.
  ///
  /// @param query begins with `&` unless empty
  String path(String apiVersion, String query) {
    StringBuilder path = new StringBuilder(apiVersion.contains("/") ? "/apis/" : "/api/");
    path.append(apiVersion);
    if (!namespace.isEmpty()) {
      path.append("/namespaces/").append(namespace);
    }
    path.append('/').append(plural());
    String all = fields.isEmpty() ? query : "&fieldSelector=" + encoded(fields) + query;
    return all.isEmpty() ? path.toString() : path.append('?').append(all.substring(1)).toString();
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
