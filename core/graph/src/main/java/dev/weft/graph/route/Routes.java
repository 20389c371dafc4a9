package dev.weft.graph.route;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The live cell with a route table: the same object from graph to graph, its content replaced by
/// RDS (or by a listener with inline routes), so that connections always see the current routes.
public final class Routes {
  private final String name;
  private volatile @Nullable RouteTable current;

  public Routes(String name) {
    this.name = name;
  }

  public String name() {
    return name;
  }

  /// The table, empty until RDS has delivered it.
  public Optional<RouteTable> current() {
    return Optional.ofNullable(current);
  }

  @Nullable RouteTable orNull() {
    return current;
  }

  /// Publishes another table; the Linker's business.
  public void replace(RouteTable table) {
    current = table;
  }

  /// Withdraws the table; the Linker's business.
  public void clear() {
    current = null;
  }
}
