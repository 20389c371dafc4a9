package dev.weft.world.registry;

import dev.weft.model.Labels;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Finds workloads by namespace and labels without trying each of them.
final class WorkloadIndex {
  private final Map<String, List<Workload>> byLabel = new HashMap<>();

  WorkloadIndex(List<Workload> workloads) {
    for (Workload workload : workloads) {
      workload
          .labels()
          .values()
          .forEach((key, value) ->
              byLabel
                  .computeIfAbsent(
                      word(workload.namespace(), key, value), none -> new ArrayList<>())
                  .add(workload));
    }
  }

  /// Workloads of the namespace that have all these labels; none for an empty selector.
  List<Workload> select(String namespace, Labels selector) {
    List<Workload> fewest = null;
    for (Map.Entry<String, String> wanted : selector.values().entrySet()) {
      List<Workload> with =
          byLabel.getOrDefault(word(namespace, wanted.getKey(), wanted.getValue()), List.of());
      if (fewest == null || with.size() < fewest.size()) {
        fewest = with;
      }
    }
    if (fewest == null) {
      return List.of();
    }
    return fewest.stream().filter(workload -> workload.labels().matches(selector)).toList();
  }

  private static String word(String namespace, String key, String value) {
    return namespace + '\n' + key + '\n' + value;
  }
}
