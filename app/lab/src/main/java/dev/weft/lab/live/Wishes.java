package dev.weft.lab.live;

import dev.weft.lab.catalogue.LabText;
import dev.weft.lab.plan.Layout;
import dev.weft.lab.topology.Cluster;
import dev.weft.lab.topology.Mesh;
import dev.weft.lab.topology.Resources;
import dev.weft.lab.topology.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// The resources that the lab's file brings along, and the bundles of other meshes.
final class Wishes {
  private final Layout layout;
  private final LabText text;
  private final Roots roots;
  private final Places places;

  Wishes(Layout layout, LabText text, Roots roots, Places places) {
    this.layout = layout;
    this.text = text;
    this.roots = roots;
    this.places = places;
  }

  void apply() {
    for (Resources resources : layout.lab().resources()) {
      for (String file : resources.files()) {
        String yaml = Target.resolve(text.resources(file), places::address);
        for (Cluster cluster : layout.lab().clusters()) {
          if (resources.clusters().isEmpty() || resources.clusters().contains(cluster.name())) {
            documents(yaml).forEach(places.api(cluster.name())::apply);
          }
        }
      }
    }
    for (Cluster cluster : layout.lab().clusters()) {
      layout.names().mesh(cluster).ifPresent(mesh -> trust(mesh, cluster));
    }
  }

  private void trust(Mesh mesh, Cluster cluster) {
    for (Mesh other : layout.lab().meshes()) {
      if (mesh.trusts().contains(other.trustDomain())) {
        places
            .api(cluster.name())
            .apply(Exchange.resource(other.name(), other.trustDomain(), roots.pem(other)));
      }
    }
  }

  private static List<Map<String, Object>> documents(String yaml) {
    List<Map<String, Object>> documents = new ArrayList<>();
    for (Object document : new Load(LoadSettings.builder().build()).loadAllFromString(yaml)) {
      if (document instanceof Map<?, ?> map) {
        Map<String, Object> tree = new LinkedHashMap<>();
        map.forEach((key, value) -> tree.put(String.valueOf(key), value));
        documents.add(tree);
      }
    }
    return documents;
  }
}
