package dev.weft.compiler.plan;

import java.util.List;

/// A value that another filter left for this one (Envoy dynamic metadata).
///
/// @param filter who left it
/// @param path the keys that lead to it
/// @param values of which one must match
public record MetadataMatch(String filter, List<String> path, List<Value> values, Shape shape) {
  public MetadataMatch {
    path = List.copyOf(path);
    values = List.copyOf(values);
  }

  /// @param element whether an element of a list is meant, and not the value itself
  public record Value(TextMatch text, boolean element) {}

  /// What holds the texts.
  public enum Shape {
    /// As each value says.
    AS_WRITTEN,
    /// A text, or a list that has it.
    TEXT_OR_LIST
  }
}
