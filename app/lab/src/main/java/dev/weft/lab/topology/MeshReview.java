package dev.weft.lab.topology;

import dev.weft.api.schema.Findings;
import dev.weft.model.Problem;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Whether the meshes of a lab can work: each cluster served by one control plane, one root a mesh,
/// every foreign bundle there, a gateway into each network, labels that tell the truth.
final class MeshReview {
  private final Lab lab;
  private final Directory names;
  private final Findings root;

  MeshReview(Lab lab, Findings root) {
    this.lab = lab;
    this.names = new Directory(lab);
    this.root = root;
  }

  void review() {
    for (int i = 0; i < lab.clusters().size(); i++) {
      served(root.at("clusters").at(i), lab.clusters().get(i));
      labelled(root.at("clusters").at(i), lab.clusters().get(i));
    }
    for (int i = 0; i < lab.controlPlanes().size(); i++) {
      rooted(root.at("controlPlanes").at(i), lab.controlPlanes().get(i));
      reached(root.at("controlPlanes").at(i), lab.controlPlanes().get(i));
    }
    for (int i = 0; i < lab.meshes().size(); i++) {
      trusting(root.at("meshes").at(i), lab.meshes().get(i));
    }
    for (int i = 0; i < lab.expectations().size(); i++) {
      without(root.at("expectations").at(i), lab.expectations().get(i));
    }
    gateways();
  }

  /// A bundle that nobody has cannot be taken away.
  private void without(Findings findings, Expectation expectation) {
    for (int i = 0; i < expectation.without().size(); i++) {
      String domain = expectation.without().get(i);
      if (lab.meshes().stream().noneMatch(mesh -> mesh.trusts().contains(domain))) {
        findings
            .at("without")
            .at(i)
            .invalid(
                "no mesh of this lab is given the bundle of '" + domain + "'",
                "name a trust domain that is in 'trusts' of a mesh");
      }
    }
  }

  private void served(Findings findings, Cluster cluster) {
    if (names.mesh(cluster).isEmpty()) {
      return;
    }
    List<String> planes =
        lab.controlPlanes().stream()
            .filter(plane -> names.served(plane).contains(cluster))
            .map(plane -> plane.cluster() + "/" + plane.name())
            .toList();
    if (planes.isEmpty()) {
      findings
          .at("mesh")
          .invalid(
              "no control plane serves cluster '" + cluster.name() + "'",
              "add it to 'serves' of a control plane, or give it one of its own");
    } else if (planes.size() > 1) {
      findings
          .at("mesh")
          .conflict(
              "cluster '" + cluster.name() + "' is served by " + String.join(" and ", planes),
              "its proxies can follow one: take it out of 'serves' of the other");
    }
  }

  private void labelled(Findings findings, Cluster cluster) {
    cluster
        .networkLabel()
        .filter(label -> !label.equals(names.network(cluster)))
        .ifPresent(label ->
            findings
                .at("networkLabel")
                .warning(
                    Problem.Code.CONFLICT,
                    "the cluster tells its mesh that its pods are in '"
                        + label
                        + "', but they are in '"
                        + names.network(cluster)
                        + "': others will "
                        + (names.networks().contains(label)
                            ? "send to addresses that they cannot reach"
                            : "look for a gateway of a network that does not exist"),
                    "remove 'networkLabel', or write '" + names.network(cluster) + "'"));
  }

  private void rooted(Findings findings, ControlPlane plane) {
    Optional<Mesh> mesh = names.cluster(plane.home()).flatMap(names::mesh);
    if (mesh.isEmpty() || plane.authority() == ControlPlane.Authority.MESH_ROOT) {
      return;
    }
    List<String> others =
        lab.controlPlanes().stream()
            .filter(other -> other != plane)
            .filter(other -> names.cluster(other.home()).flatMap(names::mesh).equals(mesh))
            .map(other -> other.cluster() + "/" + other.name())
            .toList();
    if (!others.isEmpty()) {
      findings
          .at("authority")
          .warning(
              Problem.Code.CONFLICT,
              "its root is its own, but mesh '"
                  + mesh.get().name()
                  + "' has "
                  + String.join(" and ", others)
                  + " too: their workloads will refuse one another's certificates",
              "write 'authority: mesh-root', or put it into a mesh of its own");
    }
  }

  private void reached(Findings findings, ControlPlane plane) {
    Optional<Cluster> home = names.cluster(plane.cluster());
    if (home.isEmpty()) {
      return;
    }
    for (Cluster served : names.served(plane)) {
      boolean far = !names.network(served).equals(names.network(home.get()));
      if (far && plane.exposed() == ControlPlane.Exposure.POD) {
        findings
            .at("exposed")
            .invalid(
                "proxies of cluster '"
                    + served.name()
                    + "' cannot reach it: its pod is in another network",
                "write 'exposed: east-west' or 'exposed: load-balancer'");
      }
    }
    if (plane.exposed() == ControlPlane.Exposure.EAST_WEST
        && lab.gateways().stream()
            .noneMatch(gateway ->
                gateway.cluster().equals(plane.cluster())
                    && gateway.kind() == Gateway.Purpose.EAST_WEST)) {
      findings
          .at("exposed")
          .invalid(
              "cluster '" + plane.cluster() + "' has no east-west gateway",
              "add one, or write 'exposed: load-balancer'");
    }
  }

  private void trusting(Findings findings, Mesh mesh) {
    Set<String> domains =
        lab.meshes().stream().map(Mesh::trustDomain).collect(Collectors.toCollection(TreeSet::new));
    for (int i = 0; i < mesh.trusts().size(); i++) {
      String domain = mesh.trusts().get(i);
      if (!domains.contains(domain) || domain.equals(mesh.trustDomain())) {
        findings
            .at("trusts")
            .at(i)
            .invalid(
                domain.equals(mesh.trustDomain())
                    ? "'" + domain + "' is its own trust domain"
                    : "no mesh of this lab has the trust domain '" + domain + "'",
                "name the trust domain of another mesh");
      }
    }
    for (Mesh other : lab.meshes()) {
      if (other != mesh
          && other.trusts().contains(mesh.trustDomain())
          && !mesh.trusts().contains(other.trustDomain())) {
        findings
            .at("trusts")
            .warning(
                Problem.Code.UNREACHABLE,
                "mesh '"
                    + other.name()
                    + "' trusts this one, but the bundle of '"
                    + other.trustDomain()
                    + "' is missing here: with mutual TLS no call succeeds either way",
                "add '" + other.trustDomain() + "' to 'trusts'");
      }
    }
  }

  /// A mesh over several networks needs a way into each.
  private void gateways() {
    for (Mesh mesh : lab.meshes()) {
      List<Cluster> members =
          lab.clusters().stream()
              .filter(cluster -> names.mesh(cluster).filter(mesh::equals).isPresent())
              .toList();
      Set<String> networks =
          members.stream().map(names::network).collect(Collectors.toCollection(TreeSet::new));
      for (String network : networks) {
        boolean entered =
            lab.gateways().stream()
                .filter(gateway -> gateway.kind() == Gateway.Purpose.EAST_WEST)
                .flatMap(gateway -> names.cluster(gateway.cluster()).stream())
                .anyMatch(cluster -> names.network(cluster).equals(network));
        if (networks.size() > 1 && !entered) {
          root.at("gateways")
              .warning(
                  Problem.Code.UNREACHABLE,
                  "mesh '"
                      + mesh.name()
                      + "' spans networks, and no east-west gateway leads into '"
                      + network
                      + "'",
                  "add one of 'kind: east-west' in a cluster of that network");
        }
      }
    }
  }
}
