package dev.weft.world;

/// What a connected proxy is for: the first word of its xDS node id.
public enum Role {
  /// Beside a workload, for its traffic in both directions.
  SIDECAR,
  /// At the edge: shows what `Gateway` resources say.
  ROUTER
}
