package dev.weft.lab.topology;

import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Nearest;
import dev.weft.lab.fault.FaultWords;
import dev.weft.model.Problem;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/// Looks at a lab as a whole: whether names stand for something, and whether what is asked for can
/// work at all.
final class Review {
  private static final String NEEDS_NETWORK = "every cluster needs a network";

  private final Lab lab;
  private final Directory names;
  private final Findings root;
  private final Function<String, Optional<String>> beside;

  Review(Lab lab, Function<String, Optional<String>> beside, Consumer<Problem> sink) {
    this.lab = lab;
    this.beside = beside;
    this.names = new Directory(lab);
    this.root = new Findings("", sink);
  }

  void review() {
    distinct("meshes", lab.meshes().stream().map(Mesh::name).toList());
    distinct("networks", lab.networks().stream().map(Network::name).toList());
    distinct("clusters", lab.clusters().stream().map(Cluster::name).toList());
    distinct(
        "controlPlanes",
        lab.controlPlanes().stream().map(plane -> plane.cluster() + "/" + plane.name()).toList());
    distinct(
        "gateways",
        lab.gateways().stream().map(gateway -> gateway.cluster() + "/" + gateway.name()).toList());
    each("networks", lab.networks(), this::network);
    each("clusters", lab.clusters(), this::cluster);
    each("controlPlanes", lab.controlPlanes(), this::controlPlane);
    each("workloads", lab.workloads(), this::workload);
    each("gateways", lab.gateways(), this::gateway);
    each("links", lab.links(), this::link);
    each(
        "resources",
        lab.resources(),
        (findings, one) ->
            known(findings.at("clusters"), one.clusters(), names.clusters(), "cluster"));
    each("expectations", lab.expectations(), this::expectation);
    each("drills", lab.drills(), this::drill);
    new RangeReview(lab, root).review();
    new MeshReview(lab, root).review();
    new CallReview(lab, beside, root).review();
  }

  private interface Look<T> {
    void at(Findings findings, T value);
  }

  private <T> void each(String field, List<T> values, Look<T> look) {
    for (int i = 0; i < values.size(); i++) {
      look.at(root.at(field).at(i), values.get(i));
    }
  }

  private void distinct(String field, List<String> values) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < values.size(); i++) {
      if (!values.get(i).isEmpty() && !seen.add(values.get(i))) {
        root.at(field)
            .at(i)
            .at("name")
            .duplicate("there are two called '" + values.get(i) + "'", "rename one of them");
      }
    }
  }

  /// Ports that others need, and that the network's router lets nobody in at.
  private void network(Findings findings, Network network) {
    for (int i = 0; i < network.blocked().size(); i++) {
      int port = network.blocked().get(i);
      for (Gateway gateway : lab.gateways()) {
        boolean behind =
            names
                .cluster(gateway.cluster())
                .filter(cluster -> names.network(cluster).equals(network.name()))
                .isPresent();
        if (behind && gateway.ports().stream().anyMatch(one -> one.port() == port)) {
          findings
              .at("blocked")
              .at(i)
              .warning(
                  Problem.Code.UNREACHABLE,
                  "network '"
                      + network.name()
                      + "' lets nobody in at port "
                      + port
                      + ", where its "
                      + gateway.kind()
                      + " gateway '"
                      + gateway.name()
                      + "' listens: calls from other networks time out",
                  "open the port: remove " + port + " from 'blocked'");
        }
      }
    }
  }

  private void cluster(Findings findings, Cluster cluster) {
    cluster
        .mesh()
        .filter(mesh -> !mesh.isEmpty())
        .ifPresentOrElse(
            mesh -> known(findings.at("mesh"), mesh, names.meshes(), "mesh"),
            () -> {
              if (cluster.mesh().isEmpty() && lab.meshes().size() > 1) {
                findings
                    .at("mesh")
                    .missing(
                        "the lab has several meshes, and nothing says which one this cluster is of",
                        "write 'mesh:' with one of: " + String.join(", ", names.meshes()));
              }
            });
    cluster
        .network()
        .ifPresentOrElse(
            network -> known(findings.at("network"), network, names.networks(), "network"),
            () -> {
              if (lab.networks().size() > 1) {
                findings
                    .at("network")
                    .missing(NEEDS_NETWORK, "use one of: " + String.join(", ", names.networks()));
              }
            });
    Set<String> nodes = new HashSet<>();
    for (int i = 0; i < cluster.nodes().size(); i++) {
      String node = cluster.nodes().get(i).name();
      if (!nodes.add(node)) {
        findings
            .at("nodes")
            .at(i)
            .at("name")
            .duplicate("there are two nodes '" + node + "'", "rename one of them");
      }
    }
  }

  private void controlPlane(Findings findings, ControlPlane plane) {
    known(findings.at("cluster"), plane.cluster(), names.clusters(), "cluster");
    known(findings.at("serves"), plane.serves(), names.clusters(), "cluster");
    known(findings.at("reads"), plane.reads(), names.clusters(), "cluster");
    plane
        .configFrom()
        .ifPresent(from -> known(findings.at("configFrom"), from, names.clusters(), "cluster"));
  }

  private void workload(Findings findings, Workload workload) {
    known(findings.at("clusters"), workload.clusters(), names.clusters(), "cluster");
    workload
        .service()
        .ifPresent(in -> known(findings.at("service"), in, names.clusters(), "cluster"));
    workload
        .node()
        .ifPresent(node -> {
          for (Cluster cluster : names.of(workload)) {
            List<String> nodes = names.nodes(cluster).stream().map(Node::name).toList();
            if (!nodes.contains(node)) {
              findings
                  .at("node")
                  .invalid(
                      "cluster '" + cluster.name() + "' has no node '" + node + "'",
                      Nearest.remedy(node, nodes));
            }
          }
        });
    if (workload.injected().orElse(false)) {
      for (Cluster cluster : names.of(workload)) {
        if (names.mesh(cluster).isEmpty()) {
          findings
              .at("injected")
              .invalid(
                  "cluster '" + cluster.name() + "' is part of no mesh, so nothing injects there",
                  "give the cluster a mesh, or remove the field");
        }
      }
    }
  }

  private void gateway(Findings findings, Gateway gateway) {
    known(findings.at("cluster"), gateway.cluster(), names.clusters(), "cluster");
    Optional<Cluster> cluster = names.cluster(gateway.cluster());
    if (cluster.isEmpty()) {
      return;
    }
    if (gateway.kind() != Gateway.Purpose.INGRESS_CONTROLLER
        && names.mesh(cluster.get()).isEmpty()) {
      findings
          .at("kind")
          .invalid(
              "cluster '" + gateway.cluster() + "' is part of no mesh that could configure it",
              "give the cluster a mesh, or use an ingress-controller");
    }
    if (gateway.kind() == Gateway.Purpose.INGRESS_CONTROLLER) {
      controller(findings.at("kind"), gateway, cluster.get());
    }
    boolean none = cluster.get().loadBalancerRange().filter(String::isEmpty).isPresent();
    if (!gateway.address() || none) {
      Findings at = findings.at("address");
      String remedy =
          none
              ? "give the cluster a 'loadBalancerRange'"
              : "remove 'address: false', or give the Service an external address";
      if (gateway.kind() == Gateway.Purpose.EAST_WEST) {
        at.invalid(
            "no other network can reach gateway '"
                + gateway.name()
                + "' of cluster '"
                + gateway.cluster()
                + "': its Service gets no address",
            remedy);
      } else {
        at.warning(
            Problem.Code.UNREACHABLE,
            "nobody outside can reach gateway '" + gateway.name() + "': it gets no address",
            remedy);
      }
    }
  }

  /// What an ingress controller needs: somebody who tells its proxy what the Ingresses say.
  private void controller(Findings findings, Gateway gateway, Cluster cluster) {
    if (names.controlPlaneOf(cluster).isEmpty()) {
      findings.invalid(
          "no control plane tells the ingress controller '"
              + gateway.name()
              + "' what the Ingresses of cluster '"
              + cluster.name()
              + "' say",
          "add one to 'controlPlanes': {cluster: " + cluster.name() + "}; it needs no mesh");
    }
    boolean second =
        lab.gateways().stream()
            .filter(other -> other.kind() == Gateway.Purpose.INGRESS_CONTROLLER)
            .filter(other -> other.cluster().equals(cluster.name()))
            .findFirst()
            .filter(first -> first != gateway)
            .isPresent();
    if (second) {
      findings.conflict(
          "cluster '" + cluster.name() + "' has two ingress controllers",
          "a mesh has one for all Ingresses: remove one of them");
    }
  }

  private void link(Findings findings, Link link) {
    for (int i = 0; i < link.between().size(); i++) {
      known(findings.at("between").at(i), link.between().get(i), names.places(), "network or node");
    }
    if (link.between().size() == 2 && link.between().stream().allMatch(end -> end.contains("/"))) {
      findings
          .at("between")
          .invalid("two nodes have no link of their own", "name a node and its network");
    }
  }

  private void expectation(Findings findings, Expectation expectation) {
    known(findings.at("from"), expectation.from(), names.pods(), "pod");
    Set<String> answering = new HashSet<>(names.pods());
    answering.addAll(names.clusters());
    known(findings.at("answers"), expectation.answers(), answering, "pod or cluster");
    expectation
        .share()
        .keySet()
        .forEach(who -> known(findings.at("share").key(who), who, answering, "pod or cluster"));
    call(findings.at("call"), expectation.call());
  }

  private void drill(Findings findings, Drill drill) {
    FaultWords.check(drill.fault(), names.breakable(), findings.at("fault"));
    known(findings.at("from"), drill.from(), names.pods(), "pod");
    call(findings.at("call"), drill.call());
  }

  private void call(Findings findings, String call) {
    for (Target.Placeholder place : Target.placeholders(call)) {
      switch (place.kind()) {
        case "pod" -> known(findings, place.name(), names.pods(), "pod");
        case "clusterIP", "loadBalancer" ->
            known(findings, place.name(), names.services(), "service");
        default ->
            findings.invalid(
                "'{" + place.kind() + "' stands for nothing",
                Nearest.remedy(place.kind(), List.of("clusterIP", "loadBalancer", "pod")));
      }
    }
  }

  private static void known(
      Findings findings, List<String> written, Collection<String> known, String what) {
    for (int i = 0; i < written.size(); i++) {
      known(findings.at(i), written.get(i), known, what);
    }
  }

  private static void known(
      Findings findings, String written, Collection<String> known, String what) {
    if (!written.isEmpty() && !known.contains(written)) {
      findings.invalid(
          "there is no " + what + " '" + written + "'",
          Nearest.remedy(written, known.stream().sorted().toList()));
    }
  }
}
