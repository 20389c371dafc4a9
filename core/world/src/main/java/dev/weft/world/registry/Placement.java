package dev.weft.world.registry;

import dev.weft.model.Locality;

/// Where something runs.
///
/// @param cluster id of the Kubernetes cluster, `Kubernetes` when there is one only
/// @param network name of the network that its address is reachable in; empty when there is one
///   only
public record Placement(String cluster, String network, Locality locality) {
  public static final Placement DEFAULT = new Placement("Kubernetes", "", Locality.UNKNOWN);
}
