package dev.weft.world.registry;

import java.util.List;

/// What derivation needs to know of the mesh.
///
/// @param domain DNS domain of the clusters, `cluster.local` as a rule
/// @param cluster id of the config cluster
/// @param rootNamespace whose Namespace names the network of its cluster, `istio-system` as a rule
/// @param serviceExportTo default of `exportTo` for services and entries; empty for everywhere
public record RegistrySettings(
    String domain, String cluster, String rootNamespace, List<String> serviceExportTo) {
  public RegistrySettings {
    serviceExportTo = List.copyOf(serviceExportTo);
  }
}
