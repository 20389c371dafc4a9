package dev.weft.sources.kubernetes;

/// How much of a cluster is read.
public enum Scope {
  /// Everything: it is the cluster that the mesh is configured in.
  CONFIG,
  /// What runs there and where; Istio's resources count from the config cluster alone.
  REGISTRY
}
