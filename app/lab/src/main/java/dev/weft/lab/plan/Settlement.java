package dev.weft.lab.plan;

import dev.weft.lab.topology.Cluster;
import dev.weft.lab.topology.ControlPlane;
import dev.weft.lab.topology.DataPlane;
import dev.weft.lab.topology.Directory;
import dev.weft.lab.topology.Gateway;
import dev.weft.lab.topology.Lab;
import dev.weft.lab.topology.Mesh;
import dev.weft.lab.topology.Port;
import dev.weft.lab.topology.Workload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Gives pods their nodes and addresses.
final class Settlement {
  private final Lab lab;
  private final Directory names;
  private final List<Spot> spots;
  private final DataPlane proxy;
  private final Map<Spot, Integer> taken = new LinkedHashMap<>();
  private final List<Pod> pods = new ArrayList<>();

  Settlement(Lab lab, Directory names, List<Spot> spots, DataPlane proxy) {
    this.lab = lab;
    this.names = names;
    this.spots = spots;
    this.proxy = proxy;
  }

  List<Pod> pods() {
    lab.controlPlanes().forEach(this::controlPlane);
    lab.gateways().forEach(this::gateway);
    for (Workload workload : lab.workloads()) {
      names.of(workload).forEach(cluster -> workload(workload, cluster));
    }
    return pods;
  }

  private void controlPlane(ControlPlane plane) {
    Cluster cluster = names.cluster(plane.cluster()).orElseThrow();
    settle(
        plane.name(),
        spot(cluster, Optional.empty(), 0),
        new Pod.Kind(
            "istio-system",
            plane.name(),
            Map.of("app", plane.name(), "istio", "pilot"),
            Map.of(),
            Pod.Role.CONTROL_PLANE,
            Optional.empty()),
        Pod.Task.NONE);
  }

  private void gateway(Gateway gateway) {
    Cluster cluster = names.cluster(gateway.cluster()).orElseThrow();
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put("app", gateway.name());
    labels.put("istio", Manifests.istio(gateway));
    if (gateway.kind() == Gateway.Purpose.EAST_WEST) {
      labels.put("topology.istio.io/network", names.network(cluster));
    }
    settle(
        gateway.name(),
        spot(cluster, Optional.empty(), 0),
        new Pod.Kind(
            "istio-system",
            gateway.name(),
            labels,
            Map.of(),
            Pod.Role.GATEWAY,
            Optional.of(gateway.proxy().orElse(proxy))),
        Pod.Task.NONE);
  }

  private void workload(Workload workload, Cluster cluster) {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put("app", workload.app());
    labels.putAll(workload.labels());
    boolean injected = names.injected(workload, cluster);
    Map<String, String> variables = new LinkedHashMap<>(workload.environment());
    names.mesh(cluster).map(Mesh::name).ifPresent(mesh -> variables.putIfAbsent("MESH", mesh));
    Pod.Kind kind =
        new Pod.Kind(
            workload.namespace(),
            workload.account(),
            labels,
            workload.annotations(),
            Pod.Role.WORKLOAD,
            injected ? Optional.of(workload.proxy().orElse(proxy)) : Optional.empty());
    Pod.Task task =
        new Pod.Task(
            workload.command(),
            workload.command().isEmpty() ? Optional.of(workload.run()) : Optional.empty(),
            variables,
            names.ports(workload).stream().map(Port::target).toList());
    for (int i = 1; i <= workload.replicas(); i++) {
      String name = workload.replicas() == 1 ? workload.name() : workload.name() + "-" + i;
      settle(name, spot(cluster, workload.node(), i - 1), kind, task);
    }
  }

  /// The node that was asked for; otherwise each in turn.
  private Spot spot(Cluster cluster, Optional<String> node, int turn) {
    List<Spot> own = spots.stream().filter(spot -> spot.cluster().equals(cluster)).toList();
    return own.stream()
        .filter(spot -> node.filter(spot.node().name()::equals).isPresent())
        .findFirst()
        .orElseGet(() -> own.get(turn % own.size()));
  }

  private void settle(String name, Spot spot, Pod.Kind kind, Pod.Task task) {
    int number = taken.merge(spot, 1, Integer::sum);
    String cluster = spot.cluster().name();
    pods.add(
        new Pod(
            cluster + "/" + name,
            Layout.prefix(lab.name()) + "pod." + cluster + "." + name,
            spot,
            spot.pods().address(number + 1L),
            kind,
            task));
  }
}
