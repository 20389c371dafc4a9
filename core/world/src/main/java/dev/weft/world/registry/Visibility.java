package dev.weft.world.registry;

import java.util.List;
import java.util.Set;

/// Which namespaces may see a resource (Istio, `exportTo`).
public sealed interface Visibility {
  Visibility PUBLIC = new Everywhere();

  /// Every namespace (`*`).
  record Everywhere() implements Visibility {}

  /// These namespaces, none when empty (`~`).
  record Only(Set<String> namespaces) implements Visibility {
    public Only {
      namespaces = Set.copyOf(namespaces);
    }
  }

  /// Reads `exportTo` as written in `namespace`; `byDefault` when empty.
  static Visibility of(List<String> exportTo, String namespace, List<String> byDefault) {
    List<String> values = exportTo.isEmpty() ? byDefault : exportTo;
    if (values.isEmpty() || values.contains("*")) {
      return PUBLIC;
    }
    Set<String> namespaces = new java.util.TreeSet<>();
    for (String value : values) {
      switch (value.trim()) {
        case "." -> namespaces.add(namespace);
        case "~", "" -> {}
        default -> namespaces.add(value.trim());
      }
    }
    return new Only(namespaces);
  }

  /// The namespaces that are named; none where all may see it.
  default Set<String> named() {
    return switch (this) {
      case Everywhere all -> Set.of();
      case Only only -> only.namespaces();
    };
  }

  default boolean includes(String namespace) {
    return switch (this) {
      case Everywhere all -> true;
      case Only only -> only.namespaces().contains(namespace);
    };
  }
}
