package dev.weft.world.registry;

import dev.weft.api.Resource;
import dev.weft.api.kubernetes.Namespace;
import dev.weft.api.meshconfig.networks.MeshNetworks;
import dev.weft.api.meshconfig.networks.NetworkEndpoints;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Which network an address of a cluster is in, where neither the workload nor its labels say: the
/// one that the cluster's root namespace is labelled with, else what MeshNetworks say of the
/// cluster, else of the address.
record Networks(Map<String, String> byCluster, List<Range> ranges) {
  static final String LABEL = "topology.istio.io/network";
  static final Networks NONE = new Networks(Map.of(), List.of());

  Networks {
    byCluster = Map.copyOf(byCluster);
    ranges = List.copyOf(ranges);
  }

  /// The addresses of one network.
  record Range(Subnet subnet, String network) {}

  static Networks of(Catalog home, Map<String, Derivation.Source> clusters, String rootNamespace) {
    Map<String, String> byCluster = new TreeMap<>();
    List<Range> ranges = new ArrayList<>();
    meshNetworks(home)
        .ifPresent(written ->
            written
                .networks()
                .forEach((name, network) -> {
                  for (NetworkEndpoints endpoints : network.endpoints()) {
                    switch (endpoints) {
                      case NetworkEndpoints.FromRegistry registry ->
                          byCluster.putIfAbsent(registry.value(), name);
                      case NetworkEndpoints.FromCidr cidr ->
                          Subnet.parse(cidr.value())
                              .ifPresent(subnet -> ranges.add(new Range(subnet, name)));
                    }
                  }
                }));
    clusters.forEach((cluster, source) -> {
      for (Resource<Namespace> namespace : source.catalog().all(Namespace.class)) {
        String label = namespace.meta().labels().value(LABEL);
        if (namespace.meta().name().equals(rootNamespace) && !label.isEmpty()) {
          byCluster.put(cluster, label);
        }
      }
    });
    return new Networks(byCluster, ranges);
  }

  /// The networks as written: the entry `meshNetworks` of the ConfigMap `istio`.
  static Optional<MeshNetworks> meshNetworks(Catalog home) {
    return home.all(MeshNetworks.class).stream()
        .filter(resource -> resource.meta().name().equals("istio"))
        .findFirst()
        .map(Resource::spec);
  }

  /// The network, or the empty string when nothing says.
  String of(String cluster, String address) {
    String known = byCluster.getOrDefault(cluster, "");
    if (known.isEmpty()) {
      for (Range range : ranges) {
        if (range.subnet().holds(address)) {
          return range.network();
        }
      }
    }
    return known;
  }
}
