package dev.weft.lab.plan;

import java.util.LinkedHashMap;
import java.util.Map;

/// Resources as maps that keep the order of their entries.
final class Tree {
  private Tree() {}

  /// Keys and values in turn.
  static Map<String, Object> of(Object... entries) {
    Map<String, Object> tree = new LinkedHashMap<>();
    for (int i = 0; i < entries.length; i += 2) {
      tree.put((String) entries[i], entries[i + 1]);
    }
    return tree;
  }

  /// @param namespace empty for what is in none
  static Map<String, Object> meta(String name, String namespace, Map<String, String> labels) {
    Map<String, Object> meta = new LinkedHashMap<>();
    meta.put("name", name);
    if (!namespace.isEmpty()) {
      meta.put("namespace", namespace);
    }
    if (!labels.isEmpty()) {
      meta.put("labels", new LinkedHashMap<>(labels));
    }
    return meta;
  }

  static Map<String, Object> resource(String version, String kind, Map<String, Object> meta) {
    return of("apiVersion", version, "kind", kind, "metadata", meta);
  }
}
