package dev.weft.injection;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Finds the pods that a resource of any kind makes.
public final class Templates {
  private static final Map<String, List<String>> PATHS =
      Map.of(
          "Pod", List.of(),
          "Deployment", List.of("spec", "template"),
          "StatefulSet", List.of("spec", "template"),
          "DaemonSet", List.of("spec", "template"),
          "ReplicaSet", List.of("spec", "template"),
          "ReplicationController", List.of("spec", "template"),
          "Job", List.of("spec", "template"),
          "CronJob", List.of("spec", "jobTemplate", "spec", "template"));

  private Templates() {}

  /// What to do with each pod: a pod in its place, or nothing to leave it.
  public interface Change extends Function<Found, Optional<PodTree>> {}

  /// A pod of a resource.
  ///
  /// @param resource such as `Deployment reviews`
  /// @param namespace as written; empty when it is not
  public record Found(PodTree pod, String resource, String namespace) {}

  /// The resource with its pods changed. What makes no pods stays as it is; a `List` is gone
  /// through.
  public static Map<String, Object> change(Map<String, Object> resource, Change change) {
    Map<String, Object> result = Trees.copy(resource);
    String kind = Trees.text(result, "kind");
    if (kind.equals("List")) {
      List<Object> items = Trees.list(result, "items");
      items.replaceAll(item -> change(Trees.mapping(item), change));
      return result;
    }
    List<String> path = PATHS.get(kind);
    return path == null ? result : changed(result, kind, path, change);
  }

  private static Map<String, Object> changed(
      Map<String, Object> resource, String kind, List<String> path, Change change) {
    Map<String, Object> metadata = Trees.mapping(resource.getOrDefault("metadata", Map.of()));
    String name = Trees.text(metadata, "name");
    Map<String, Object> parent = resource;
    for (String step : path.isEmpty() ? path : path.subList(0, path.size() - 1)) {
      parent = Trees.mapping(parent, step);
    }
    Map<String, Object> pod =
        path.isEmpty() ? resource : Trees.mapping(parent.getOrDefault(path.getLast(), Map.of()));
    if (!(pod.get("spec") instanceof Map<?, ?>)) {
      return resource;
    }
    Found found =
        new Found(
            new PodTree(pod, path.isEmpty() ? "" : name),
            kind + " " + name,
            Trees.text(metadata, "namespace"));
    Optional<PodTree> instead = change.apply(found);
    if (instead.isEmpty()) {
      return resource;
    }
    if (path.isEmpty()) {
      return instead.get().tree();
    }
    parent.put(path.getLast(), instead.get().tree());
    return resource;
  }
}
