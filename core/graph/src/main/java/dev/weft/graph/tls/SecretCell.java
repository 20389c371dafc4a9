package dev.weft.graph.tls;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The current value of one named secret: a live cell, the same object from graph to graph, whose
/// value is replaced when SDS delivers.
///
/// Whoever makes contexts caches them by `current()` (by identity): a new value is a new object.
public final class SecretCell {
  private final String name;
  private volatile @Nullable Secret current;

  public SecretCell(String name) {
    this.name = name;
  }

  /// A cell whose value is written in the configuration itself.
  public static SecretCell fixed(String name, Secret secret) {
    SecretCell cell = new SecretCell(name);
    cell.current = secret;
    return cell;
  }

  public String name() {
    return name;
  }

  /// The secret, empty until SDS has delivered it.
  public Optional<Secret> current() {
    return Optional.ofNullable(current);
  }

  /// Publishes a new value; the Linker's business.
  public void replace(Secret secret) {
    current = secret;
  }

  /// Withdraws the value; the Linker's business.
  public void clear() {
    current = null;
  }

  @Override
  public String toString() {
    return "SecretCell[" + name + (current == null ? ", awaited]" : "]");
  }
}
