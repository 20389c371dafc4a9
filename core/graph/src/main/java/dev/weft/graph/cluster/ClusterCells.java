package dev.weft.graph.cluster;

import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The live directory of cluster cells: the same object from graph to graph.
public final class ClusterCells {
  private final ConcurrentHashMap<String, ClusterCell> cells = new ConcurrentHashMap<>();

  /// The cell of a name, made when there is none yet; the Linker's business.
  public ClusterCell cell(String name) {
    return cells.computeIfAbsent(name, ClusterCell::new);
  }

  /// The cluster that a header names at run time, or null.
  public @Nullable Cluster find(String name) {
    ClusterCell cell = cells.get(name);
    return cell == null ? null : cell.orNull();
  }

  public Collection<ClusterCell> all() {
    return cells.values();
  }

  /// Forgets cells that hold nothing and that nothing refers to; the Linker's business.
  public void retain(Set<ClusterCell> referred) {
    cells.values().removeIf(cell -> cell.orNull() == null && !referred.contains(cell));
  }
}
