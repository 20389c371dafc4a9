package dev.weft.xds;

/// The two ways of speaking xDS on one stream.
public enum Mode {
  /// State of the world: each response tells all there is of a type (or, for endpoints, routes and
  /// secrets, all of what it names).
  SOTW,
  /// Incremental: each response tells what changed and what is gone.
  DELTA
}
