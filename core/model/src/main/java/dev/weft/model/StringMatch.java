package dev.weft.model;

/// How a string is compared (Istio, `StringMatch`). Regular expressions are RE2 and match the whole
/// value.
public sealed interface StringMatch {
  record Exact(String value) implements StringMatch {}

  record Prefix(String value) implements StringMatch {}

  record Regex(String value) implements StringMatch {}

  /// Any value, as long as there is one.
  record Present() implements StringMatch {}
}
