package dev.weft.api.yaml;

import dev.weft.model.Problem;

/// One document of a text: a tree, or the reason why there is none.
public sealed interface Document {
  record Read(Node root) implements Document {}

  record Broken(Problem problem) implements Document {}
}
