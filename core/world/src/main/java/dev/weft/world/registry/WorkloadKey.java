package dev.weft.world.registry;

/// Names a workload across clusters.
public record WorkloadKey(String cluster, String namespace, String name)
    implements Comparable<WorkloadKey> {
  @Override
  public int compareTo(WorkloadKey other) {
    return java.util.Comparator.comparing(WorkloadKey::cluster)
        .thenComparing(WorkloadKey::namespace)
        .thenComparing(WorkloadKey::name)
        .compare(this, other);
  }
}
