package dev.weft.graph;

import dev.weft.graph.link.Linking;
import dev.weft.graph.link.Parts;
import dev.weft.graph.link.Shelf;
import dev.weft.graph.link.reading.Cells;
import dev.weft.graph.link.reading.Unlinkable;
import dev.weft.xds.ResourceType;
import dev.weft.xds.Resources;
import java.util.ArrayList;
import java.util.List;

/// Turns xDS resources into a [Graph].
///
/// Names become references, matchers are compiled, and whatever did not change is taken over from
/// the previous graph together with its live cells. The cells are shared: endpoints, clusters,
/// secrets and route tables that `resources` replaces are visible to holders of the previous graph
/// at once, which is what keeps long-lived connections current. Hence a linked graph has one line
/// of successors; only [Graph#EMPTY] may be linked from again and again.
public final class Linker {
  private Linker() {}

  /// Links a complete set of resources. Never throws on account of them: a resource that is at
  /// fault is rejected by itself and keeps its previous version. The result names the rejections of
  /// resources that are new or changed; [Graph#rejections()] has all that stand.
  public static Linked link(Resources resources, Graph previous) {
    Cells cells = previous == Graph.EMPTY ? new Cells() : previous.cells();
    Linking linking = new Linking(cells);
    Parts parts = linking.run(resources, previous.parts());
    List<Rejection> rejections = new ArrayList<>();
    linking
        .refused()
        .forEach(refused -> rejections.add(reject(refused.type(), refused.name(), refused.why())));
    Graph graph = new Graph(previous.version() + 1, resources, parts, cells, standing(parts));
    return new Linked(graph, rejections);
  }

  private static List<Rejection> standing(Parts parts) {
    List<Rejection> standing = new ArrayList<>();
    collect(ResourceType.SECRET, parts.secrets(), standing);
    collect(ResourceType.CLUSTER, parts.clusters(), standing);
    collect(ResourceType.ENDPOINT, parts.assignments(), standing);
    collect(ResourceType.ROUTE, parts.routes(), standing);
    collect(ResourceType.LISTENER, parts.listeners(), standing);
    return standing;
  }

  private static <T> void collect(ResourceType type, Shelf<T> shelf, List<Rejection> standing) {
    for (Shelf.Entry<T> entry : shelf.entries().values()) {
      entry.refusal().ifPresent(why -> standing.add(reject(type, entry.given().name(), why)));
    }
  }

  private static Rejection reject(ResourceType type, String name, Unlinkable why) {
    return new Rejection(type, name, why.field(), why.reason(), why.remedy());
  }
}
