package dev.weft.lab.plan;

import dev.weft.lab.topology.Addresses;
import dev.weft.lab.topology.Cluster;
import dev.weft.lab.topology.DataPlane;
import dev.weft.lab.topology.Directory;
import dev.weft.lab.topology.Lab;
import dev.weft.lab.topology.Node;
import dev.weft.lab.topology.Range;
import dev.weft.lab.topology.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Where everything of a lab is on the machine. The same lab is always laid out the same way.
///
/// @param lab what is laid out
/// @param spots every node
/// @param pods every pod, control planes first, then gateways, then workloads
public record Layout(Lab lab, List<Spot> spots, List<Pod> pods) {
  /// The last part of the name of the namespace where people work.
  public static final String DESK = "desk";

  /// Addresses of links between nodes and routers; the third number is the cluster's.
  private static final String UPLINKS = "172.30.";

  public Layout {
    spots = List.copyOf(spots);
    pods = List.copyOf(pods);
  }

  /// @param proxy for workloads and gateways that do not say whose proxy they want
  public static Layout of(Lab lab, DataPlane proxy) {
    List<Spot> spots = new ArrayList<>();
    Directory names = new Directory(lab);
    for (int i = 0; i < lab.clusters().size(); i++) {
      Cluster cluster = lab.clusters().get(i);
      Addresses addresses = Addresses.of(lab, i);
      List<Node> nodes = names.nodes(cluster);
      for (int n = 0; n < nodes.size(); n++) {
        spots.add(
            new Spot(
                prefix(lab.name()) + "node." + cluster.name() + "." + nodes.get(n).name(),
                cluster,
                nodes.get(n),
                addresses.node(n),
                Range.of(UPLINKS + (i + 1) + ".0/24").part(n, 30)));
      }
    }
    return new Layout(lab, spots, new Settlement(lab, names, spots, proxy).pods());
  }

  /// How the names of a lab's namespaces start: no other lab's do, because no lab's name has a dot.
  public static String prefix(String lab) {
    return "weft-" + lab + ".";
  }

  /// The names of what stands for them.
  public Directory names() {
    return new Directory(lab);
  }

  /// Where people work: a namespace that reaches nodes and load balancers of every network.
  public String desk() {
    return prefix(lab.name()) + DESK;
  }

  /// The namespace that all networks' routers are connected to.
  public String world() {
    return prefix(lab.name()) + "world";
  }

  /// The namespace of a network's router.
  public String router(String network) {
    return prefix(lab.name()) + "net." + network;
  }

  /// The nodes of a cluster; the first has its API server and its DNS.
  public List<Spot> spots(Cluster cluster) {
    return spots.stream().filter(spot -> spot.cluster().equals(cluster)).toList();
  }

  /// A node by `CLUSTER/NODE`.
  public Optional<Spot> spot(String id) {
    return spots.stream()
        .filter(spot -> id.equals(spot.cluster().name() + "/" + spot.node().name()))
        .findFirst();
  }

  public Addresses addresses(Cluster cluster) {
    return Addresses.of(lab, lab.clusters().indexOf(cluster));
  }

  /// A pod by its id; without a number, the first of several alike.
  public Optional<Pod> pod(String id) {
    return pods.stream()
        .filter(pod -> pod.id().equals(id))
        .findFirst()
        .or(() -> pods.stream().filter(pod -> pod.id().equals(id + "-1")).findFirst());
  }

  /// What the lab's file says of a pod; empty for gateways and control planes.
  public Optional<Workload> workload(Pod pod) {
    return pod.kind().role() == Pod.Role.WORKLOAD ? names().workload(pod.id()) : Optional.empty();
  }

  /// The pods of a cluster.
  public List<Pod> pods(Cluster cluster) {
    return pods.stream().filter(pod -> pod.spot().cluster().equals(cluster)).toList();
  }

  /// Every namespace of the lab.
  public List<String> namespaces() {
    List<String> all = new ArrayList<>(List.of(world(), desk()));
    names().networks().forEach(network -> all.add(router(network)));
    spots.forEach(spot -> all.add(spot.namespace()));
    pods.forEach(pod -> all.add(pod.namespace()));
    return all;
  }
}
