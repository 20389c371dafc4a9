package dev.weft.injection;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A pod, or the template of one: `metadata` and `spec`.
///
/// @param tree as written
/// @param owner name of what makes the pods, such as a Deployment; empty for a pod by itself
public record PodTree(Map<String, Object> tree, String owner) {
  public PodTree {
    tree = Trees.copy(tree);
  }

  /// A pod by itself.
  public static PodTree of(Map<String, Object> tree) {
    return new PodTree(tree, "");
  }

  private Map<String, Object> metadata() {
    return Trees.mapping(tree.getOrDefault("metadata", Map.of()));
  }

  Map<String, Object> spec() {
    return Trees.mapping(tree.getOrDefault("spec", Map.of()));
  }

  /// Its labels.
  public Map<String, String> labels() {
    return strings("labels");
  }

  /// Its annotations.
  public Map<String, String> annotations() {
    return strings("annotations");
  }

  private Map<String, String> strings(String key) {
    Map<String, String> strings = new LinkedHashMap<>();
    Trees.mapping(metadata().getOrDefault(key, Map.of()))
        .forEach((name, value) -> strings.put(name, String.valueOf(value)));
    return strings;
  }

  /// What it calls itself; empty for templates.
  public String name() {
    return Trees.text(metadata(), "name");
  }

  /// Whether it has the machine's network.
  public boolean hostNetwork() {
    return Trees.text(spec(), "hostNetwork").equals("true");
  }

  /// Its containers but the proxy.
  List<Map<String, Object>> applications() {
    return Trees.mappings(spec(), "containers").stream()
        .filter(container -> !Trees.text(container, "name").equals(Injector.PROXY))
        .toList();
  }

  /// A container or init container by name; empty when there is none.
  Map<String, Object> container(String name) {
    for (String list : List.of("containers", "initContainers")) {
      for (Map<String, Object> container : Trees.mappings(spec(), list)) {
        if (Trees.text(container, "name").equals(name)) {
          return container;
        }
      }
    }
    return Map.of();
  }
}
