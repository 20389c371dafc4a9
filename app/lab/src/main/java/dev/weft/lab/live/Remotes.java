package dev.weft.lab.live;

import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import dev.weft.lab.plan.Layout;
import dev.weft.lab.plan.Manifests;
import dev.weft.lab.topology.Cluster;
import dev.weft.lab.topology.ControlPlane;
import dev.weft.lab.topology.Gateway;
import dev.weft.lab.topology.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Base64;
import java.util.Map;

/// What joins clusters: links by which a control plane reads other clusters, and names by which
/// proxies find a control plane that runs elsewhere.
final class Remotes {
  private final Layout layout;
  private final Places places;
  private final LabHome home;

  Remotes(Layout layout, Places places, LabHome home) {
    this.layout = layout;
    this.places = places;
    this.home = home;
  }

  void apply() {
    for (ControlPlane plane : layout.lab().controlPlanes()) {
      plane.reads().forEach(remote -> link(plane, remote));
      for (Cluster served : layout.names().served(plane)) {
        if (!served.name().equals(plane.cluster())) {
          String address = address(plane);
          Manifests.alias(plane, address).forEach(places.api(served.name())::apply);
        }
      }
    }
  }

  private void link(ControlPlane plane, String remote) {
    try {
      places
          .api(plane.home())
          .apply(
              Map.of(
                  "apiVersion",
                  "v1",
                  "kind",
                  "Secret",
                  "metadata",
                  Map.of(
                      "name",
                      "istio-remote-secret-" + remote,
                      "namespace",
                      "istio-system",
                      "labels",
                      Map.of("istio/multiCluster", "true")),
                  "data",
                  Map.of(
                      remote,
                      Base64.getEncoder()
                          .encodeToString(Files.readAllBytes(home.kubeconfig(remote))))));
    } catch (IOException unreadable) {
      throw Refusal.because(
          Exit.FAILED,
          "the kubeconfig of " + remote + " cannot be read: " + unreadable.getMessage());
    }
  }

  private String address(ControlPlane plane) {
    return switch (plane.exposed()) {
      case POD -> layout.pod(plane.cluster() + "/" + plane.name()).orElseThrow().address();
      case LOAD_BALANCER ->
          places.address(
              new Target.Placeholder(
                  "loadBalancer", plane.cluster() + "/istio-system/" + plane.name()));
      case EAST_WEST ->
          places.address(
              new Target.Placeholder(
                  "loadBalancer", plane.cluster() + "/istio-system/" + gateway(plane)));
    };
  }

  private String gateway(ControlPlane plane) {
    return layout.lab().gateways().stream()
        .filter(gateway -> gateway.cluster().equals(plane.cluster()))
        .filter(gateway -> gateway.kind() == Gateway.Purpose.EAST_WEST)
        .map(Gateway::name)
        .findFirst()
        .orElseThrow();
  }
}
