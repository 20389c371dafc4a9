package dev.weft.lab.topology;

import dev.weft.lab.fault.FaultWords;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The names of a lab and what they stand for, with the defaults of absent fields.
public final class Directory {
  /// What the only network of a lab is called when nobody names it.
  public static final String ONLY_NETWORK = "network1";

  private static final Node ONLY_NODE = new Node("node1", "region1", "zone1");

  private final Lab lab;

  public Directory(Lab lab) {
    this.lab = lab;
  }

  public Set<String> clusters() {
    return names(lab.clusters().stream().map(Cluster::name).toList());
  }

  public Optional<Cluster> cluster(String name) {
    return lab.clusters().stream().filter(cluster -> cluster.name().equals(name)).findFirst();
  }

  public Set<String> meshes() {
    return names(lab.meshes().stream().map(Mesh::name).toList());
  }

  public Set<String> networks() {
    return lab.networks().isEmpty()
        ? Set.of(ONLY_NETWORK)
        : names(lab.networks().stream().map(Network::name).toList());
  }

  /// The network that a cluster's pods are in.
  public String network(Cluster cluster) {
    return cluster.network().orElseGet(() -> networks().iterator().next());
  }

  /// The mesh that a cluster is part of.
  public Optional<Mesh> mesh(Cluster cluster) {
    Optional<String> name = cluster.mesh();
    if (name.isEmpty()) {
      return lab.meshes().size() == 1 ? Optional.of(lab.meshes().getFirst()) : Optional.empty();
    }
    return lab.meshes().stream().filter(mesh -> mesh.name().equals(name.get())).findFirst();
  }

  /// The mesh of a control plane; where its cluster is part of none, one of its own, which has no
  /// workloads: it certifies and configures gateways alone.
  public Mesh meshOf(ControlPlane plane) {
    return cluster(plane.home())
        .flatMap(this::mesh)
        .orElseGet(() -> new Mesh("edge-of-" + plane.home(), "cluster.local", List.of(), ""));
  }

  public List<Node> nodes(Cluster cluster) {
    return cluster.nodes().isEmpty() ? List.of(ONLY_NODE) : cluster.nodes();
  }

  /// The clusters that a workload runs in.
  public List<Cluster> of(Workload workload) {
    return lab.clusters().stream()
        .filter(cluster ->
            workload.clusters().isEmpty() || workload.clusters().contains(cluster.name()))
        .toList();
  }

  /// The clusters that have a Service for a workload.
  public List<Cluster> serviceOf(Workload workload) {
    return workload.service().isEmpty()
        ? of(workload)
        : lab.clusters().stream()
            .filter(cluster -> workload.service().get().contains(cluster.name()))
            .toList();
  }

  /// The workload of a pod, which is written `CLUSTER/NAME`, perhaps with a number.
  public Optional<Workload> workload(String pod) {
    String name = pod.substring(pod.indexOf('/') + 1);
    String plain = name.replaceFirst("-\\d+$", "");
    return lab.workloads().stream()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .or(() -> lab.workloads().stream().filter(one -> one.name().equals(plain)).findFirst());
  }

  /// The ports of a workload's Service.
  public List<Port> ports(Workload workload) {
    if (!workload.ports().isEmpty() || !workload.command().isEmpty()) {
      return workload.ports();
    }
    return switch (workload.run()) {
      case ECHO -> List.of(new Port("http", 80, Optional.of(8080)));
      case GREETER -> List.of(new Port("tcp", 9000, Optional.empty()));
      case CALLER -> List.of();
    };
  }

  /// The clusters whose proxies a control plane serves.
  public List<Cluster> served(ControlPlane plane) {
    List<String> written = plane.serves().isEmpty() ? List.of(plane.home()) : plane.serves();
    return lab.clusters().stream().filter(cluster -> written.contains(cluster.name())).toList();
  }

  /// The control plane that serves a cluster's proxies.
  public Optional<ControlPlane> controlPlaneOf(Cluster cluster) {
    return lab.controlPlanes().stream()
        .filter(plane -> served(plane).contains(cluster))
        .findFirst();
  }

  /// Whether a workload's pods in a cluster have a sidecar.
  public boolean injected(Workload workload, Cluster cluster) {
    return mesh(cluster).isPresent() && workload.injected().orElse(true);
  }

  /// How pods can be named: `CLUSTER/WORKLOAD`, and with the number of the replica where there are
  /// several.
  public Set<String> pods() {
    Set<String> pods = new LinkedHashSet<>();
    for (Workload workload : lab.workloads()) {
      for (Cluster cluster : of(workload)) {
        String name = cluster.name() + "/" + workload.name();
        pods.add(name);
        for (int i = 1; workload.replicas() > 1 && i <= workload.replicas(); i++) {
          pods.add(name + "-" + i);
        }
      }
    }
    return pods;
  }

  /// How services can be named: `CLUSTER/NAMESPACE/NAME`.
  public Set<String> services() {
    Set<String> services = new LinkedHashSet<>();
    for (Workload workload : lab.workloads()) {
      if (!ports(workload).isEmpty()) {
        serviceOf(workload)
            .forEach(cluster ->
                services.add(cluster.name() + "/" + workload.namespace() + "/" + workload.app()));
      }
    }
    for (Gateway gateway : lab.gateways()) {
      services.add(gateway.cluster() + "/istio-system/" + gateway.name());
    }
    return services;
  }

  /// What a link can end at.
  Set<String> places() {
    List<String> places = new ArrayList<>(networks());
    places.addAll(nodes());
    return names(places);
  }

  private Set<String> nodes() {
    Set<String> nodes = new LinkedHashSet<>();
    for (Cluster cluster : lab.clusters()) {
      nodes(cluster).forEach(node -> nodes.add(cluster.name() + "/" + node.name()));
    }
    return nodes;
  }

  /// What a fault can break.
  FaultWords.Targets breakable() {
    return new FaultWords.Targets(
        names(
            lab.controlPlanes().stream()
                .map(plane -> plane.cluster() + "/" + plane.name())
                .toList()),
        clusters(),
        names(
            lab.gateways().stream()
                .map(gateway -> gateway.cluster() + "/" + gateway.name())
                .toList()),
        pods(),
        nodes(),
        names(lab.clusters().stream().flatMap(one -> nodes(one).stream()).map(Node::zone).toList()),
        networks(),
        names(lab.meshes().stream().flatMap(mesh -> mesh.trusts().stream()).toList()));
  }

  private static Set<String> names(List<String> all) {
    return new LinkedHashSet<>(all);
  }
}
