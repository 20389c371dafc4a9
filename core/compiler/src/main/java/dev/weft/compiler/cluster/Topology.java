package dev.weft.compiler.cluster;

import dev.weft.model.Labels;
import dev.weft.model.Locality;
import dev.weft.world.View;
import dev.weft.world.registry.Placement;
import dev.weft.world.registry.Workload;
import java.util.Map;
import java.util.TreeMap;

/// The labels that say where something runs. Subsets choose by them, and priorities compare them.
public final class Topology {
  static final String CLUSTER = "topology.istio.io/cluster";
  static final String NETWORK = "topology.istio.io/network";
  static final String REGION = "topology.kubernetes.io/region";
  static final String ZONE = "topology.kubernetes.io/zone";
  static final String SUBZONE = "topology.istio.io/subzone";

  /// The machine.
  public static final String MACHINE = "kubernetes.io/hostname";

  private Topology() {}

  /// The labels of a workload, with its place.
  static Labels labels(Workload workload) {
    return labels(workload.labels(), workload.placement(), workload.machine());
  }

  /// The labels of a node, with its place.
  public static Labels labels(View view) {
    return labels(
        view.node().labels(),
        new Placement(view.cluster(), view.network(), view.node().placement().locality()),
        view.node().metadata().getOrDefault("NODE_NAME", ""));
  }

  private static Labels labels(Labels own, Placement place, String machine) {
    TreeMap<String, String> labels = new TreeMap<>(own.values());
    Locality locality = place.locality();
    put(labels, CLUSTER, place.cluster());
    put(labels, NETWORK, place.network());
    put(labels, REGION, locality.region());
    put(labels, ZONE, locality.zone());
    put(labels, SUBZONE, locality.subzone());
    put(labels, MACHINE, machine);
    return Labels.of(labels);
  }

  private static void put(Map<String, String> labels, String key, String value) {
    if (!value.isEmpty()) {
      labels.put(key, value);
    }
  }
}
