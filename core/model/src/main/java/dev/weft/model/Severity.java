package dev.weft.model;

/// How much a [Problem] matters: an error keeps the resource from taking effect, a warning does
/// not.
public enum Severity {
  ERROR,
  WARNING,
  INFO
}
