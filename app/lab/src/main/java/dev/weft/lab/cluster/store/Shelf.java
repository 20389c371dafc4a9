package dev.weft.lab.cluster.store;

import java.util.Locale;

/// All objects of one kind.
///
/// @param group of the API, empty for the core one; versions of a group share their objects
/// @param plural the kind as paths have it, such as `services`
public record Shelf(String group, String plural) {
  public static final Shelf NAMESPACES = new Shelf("", "namespaces");
  public static final Shelf NODES = new Shelf("", "nodes");
  public static final Shelf PODS = new Shelf("", "pods");
  public static final Shelf SERVICES = new Shelf("", "services");
  public static final Shelf ACCOUNTS = new Shelf("", "serviceaccounts");
  public static final Shelf SLICES = new Shelf("discovery.k8s.io", "endpointslices");

  /// The shelf of an object by its `apiVersion` and `kind`.
  public static Shelf of(String apiVersion, String kind) {
    int slash = apiVersion.indexOf('/');
    return new Shelf(slash < 0 ? "" : apiVersion.substring(0, slash), plural(kind));
  }

  private static String plural(String kind) {
    String word = kind.toLowerCase(Locale.ROOT);
    if (word.equals("endpoints")) {
      return word;
    }
    if (word.endsWith("y") && !word.endsWith("ay")) {
      return word.substring(0, word.length() - 1) + "ies";
    }
    return word.endsWith("s") ? word + "es" : word + "s";
  }

  /// Whether objects live in a namespace.
  public boolean namespaced() {
    return !(group.isEmpty() && (plural.equals("namespaces") || plural.equals("nodes")))
        && !plural.equals("gatewayclasses")
        && !plural.equals("ingressclasses")
        && !plural.equals("customresourcedefinitions");
  }

  /// The path of its collection in an API of a version.
  ///
  /// @param namespace empty for all of them
  public String path(String version, String namespace) {
    String root = group.isEmpty() ? "/api/" + version : "/apis/" + group + "/" + version;
    return root + (namespace.isEmpty() ? "" : "/namespaces/" + namespace) + "/" + plural;
  }
}
