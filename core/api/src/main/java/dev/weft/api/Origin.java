package dev.weft.api;

import dev.weft.api.yaml.Node;
import dev.weft.api.yaml.Places;
import dev.weft.model.Position;
import java.util.Optional;

/// Where a resource was written: the file, and the tree of the document, which knows the line and
/// column of every value.
///
/// @param file the file's name as the reader gave it
/// @param document the whole document as it was written
public record Origin(String file, Node document) {
  /// The place of the value at a path such as `spec.http[0].route[1].weight`.
  ///
  /// Where the path leads to nothing that was written, the place of the nearest value around it.
  public Position position(String path) {
    return Places.of(document, path);
  }

  /// What was written at a path, exactly.
  public Optional<Node> find(String path) {
    return Places.find(document, path);
  }
}
