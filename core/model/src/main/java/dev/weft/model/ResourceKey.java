package dev.weft.model;

/// Names one resource: its kind (`VirtualService`), namespace (empty for cluster-scoped kinds) and
/// name.
public record ResourceKey(String kind, String namespace, String name)
    implements Comparable<ResourceKey> {
  @Override
  public int compareTo(ResourceKey other) {
    int byKind = kind.compareTo(other.kind);
    if (byKind != 0) {
      return byKind;
    }
    int byNamespace = namespace.compareTo(other.namespace);
    return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
  }

  /// `VirtualService default/reviews`, the form used in messages.
  @Override
  public String toString() {
    return namespace.isEmpty() ? kind + " " + name : kind + " " + namespace + "/" + name;
  }
}
