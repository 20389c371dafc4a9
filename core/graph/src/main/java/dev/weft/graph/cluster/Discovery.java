package dev.weft.graph.cluster;

/// Where a cluster's endpoints come from.
public enum Discovery {
  STATIC,
  EDS,
  STRICT_DNS,
  LOGICAL_DNS,
  ORIGINAL_DST
}
