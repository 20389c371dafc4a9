package dev.weft.graph.cluster;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The current cluster of one name: a live cell, the same object from graph to graph. Routes refer
/// to cells, so a changed cluster reaches them without being linked again.
public final class ClusterCell {
  private final String name;
  private volatile @Nullable Cluster current;

  public ClusterCell(String name) {
    this.name = name;
  }

  public String name() {
    return name;
  }

  /// The cluster, empty when there is none of this name.
  public Optional<Cluster> current() {
    return Optional.ofNullable(current);
  }

  /// The cluster or null: the form for the hot path.
  public @Nullable Cluster orNull() {
    return current;
  }

  /// Publishes another version; the Linker's business.
  public void replace(Cluster cluster) {
    current = cluster;
  }

  /// Withdraws the cluster; the Linker's business.
  public void clear() {
    current = null;
  }

  @Override
  public String toString() {
    return "ClusterCell[" + name + (current == null ? ", absent]" : "]");
  }
}
