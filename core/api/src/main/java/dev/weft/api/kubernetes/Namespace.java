package dev.weft.api.kubernetes;

import dev.weft.api.schema.Spec;
import java.util.Optional;

/// A namespace; what a mesh reads of it are its labels and annotations.
public record Namespace(Optional<Phase> status) implements Spec {
  /// Whether it is being deleted.
  public record Phase(String phase) {}
}
