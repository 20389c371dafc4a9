package dev.weft.lab.live;

import dev.weft.lab.plan.Layout;
import dev.weft.lab.topology.Cluster;
import dev.weft.lab.topology.Mesh;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// The bundles that the meshes of a lab have been given of one another.
public final class Exchange {
  private static final String KIND = "TrustBundle";
  private static final String NAMESPACE = "istio-system";

  private final Layout layout;
  private final Places places;

  public Exchange(Layout layout, Places places) {
    this.layout = layout;
    this.places = places;
  }

  /// A bundle that was taken away.
  ///
  /// @param cluster where it is believed
  /// @param name of the resource
  public record Bundle(String cluster, String name, String domain, String pem) {}

  /// Takes the bundles of trust domains away from every mesh that was given them.
  ///
  /// @return what gives them back
  public List<Bundle> withdraw(List<String> domains) {
    List<Bundle> taken =
        layout.lab().clusters().stream()
            .flatMap(cluster ->
                layout.lab().meshes().stream()
                    .filter(mesh -> domains.contains(mesh.trustDomain()))
                    .flatMap(mesh -> bundle(cluster, mesh).stream()))
            .toList();
    taken.forEach(bundle ->
        places
            .api(bundle.cluster())
            .delete(resource(bundle.name(), bundle.domain(), bundle.pem())));
    return taken;
  }

  private Optional<Bundle> bundle(Cluster cluster, Mesh of) {
    Optional<JsonNode> found = places.api(cluster.name()).get(KIND, NAMESPACE, of.name());
    return found.map(tree ->
        new Bundle(cluster.name(), of.name(), of.trustDomain(), tree.at("/spec/pem").asString("")));
  }

  /// Gives bundles.
  public void give(List<Bundle> bundles) {
    bundles.forEach(bundle ->
        places.api(bundle.cluster()).apply(resource(bundle.name(), bundle.domain(), bundle.pem())));
  }

  static Map<String, Object> resource(String name, String domain, String pem) {
    return Map.of(
        "apiVersion",
        "weft.dev/v1alpha1",
        "kind",
        KIND,
        "metadata",
        Map.of("name", name, "namespace", NAMESPACE),
        "spec",
        Map.of("trustDomain", domain, "pem", pem));
  }
}
