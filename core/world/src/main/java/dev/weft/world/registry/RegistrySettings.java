package dev.weft.world.registry;

import java.util.List;

/// What derivation needs to know of the mesh.
///
/// @param domain DNS domain of the cluster, `cluster.local` as a rule
/// @param cluster id of the cluster that the resources are of
/// @param serviceExportTo default of `exportTo` for services and entries; empty for everywhere
public record RegistrySettings(String domain, String cluster, List<String> serviceExportTo) {
  public static final RegistrySettings DEFAULT =
      new RegistrySettings("cluster.local", "Kubernetes", List.of());

  public RegistrySettings {
    serviceExportTo = List.copyOf(serviceExportTo);
  }
}
