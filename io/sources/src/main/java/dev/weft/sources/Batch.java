package dev.weft.sources;

import dev.weft.model.Problem;
import dev.weft.world.Change;
import java.util.List;

/// What a source tells at once.
///
/// @param changes in order; those of one save of one file come together
/// @param problems everything that is wrong in the source now, not only what is new
public record Batch(List<Change> changes, List<Problem> problems) {
  public Batch {
    changes = List.copyOf(changes);
    problems = List.copyOf(problems);
  }

  /// Whether nothing is different.
  public boolean isEmpty() {
    return changes.isEmpty();
  }
}
