package dev.weft.graph;

import java.util.List;

/// What linking yields: always a graph to serve with, and what was refused.
public record Linked(Graph graph, List<Rejection> rejections) {
  public Linked {
    rejections = List.copyOf(rejections);
  }

  /// The graph of resources that must all be good.
  ///
  /// @throws IllegalStateException naming every rejection
  public Graph orElseThrow() {
    if (!rejections.isEmpty()) {
      throw new IllegalStateException(rejections.toString());
    }
    return graph;
  }
}
