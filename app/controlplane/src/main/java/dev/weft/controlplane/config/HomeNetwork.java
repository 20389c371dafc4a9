package dev.weft.controlplane.config;

import dev.weft.api.Meta;
import dev.weft.api.Parser;
import dev.weft.api.Resource;
import dev.weft.api.kubernetes.Namespace;
import dev.weft.model.Labels;
import dev.weft.model.ResourceKey;
import dev.weft.sources.Batch;
import dev.weft.world.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Says which network the config cluster is in where its root namespace does not: as if that
/// namespace had the label.
public final class HomeNetwork {
  private static final String LABEL = "topology.istio.io/network";

  private final String network;
  private final ResourceKey root;
  private boolean said;

  /// A name to fall back on.
  public HomeNetwork(String network, String rootNamespace) {
    this.network = network;
    this.root = new ResourceKey("Namespace", "", rootNamespace);
  }

  /// The same batch with the label where it is missing.
  public synchronized Batch placed(Batch batch) {
    List<Change> changes = new ArrayList<>();
    for (Change change : batch.changes()) {
      switch (change) {
        case Change.Put put when put.resource().key().equals(root) -> {
          changes.add(new Change.Put(labelled(put.resource())));
          said = true;
        }
        case Change.Gone gone when gone.key().equals(root) -> changes.add(assumed());
        case Change.Put _,
            Change.Gone _,
            Change.Broken _,
            Change.Runs _,
            Change.Ended _,
            Change.Remote _,
            Change.Unlinked _ ->
            changes.add(change);
      }
    }
    if (!said) {
      changes.add(assumed());
      said = true;
    }
    return new Batch(changes, batch.problems());
  }

  private Resource<?> labelled(Resource<?> resource) {
    return resource.as(Namespace.class).<Resource<?>>map(this::labelledNamespace).orElse(resource);
  }

  private Resource<Namespace> labelledNamespace(Resource<Namespace> namespace) {
    Meta meta = namespace.meta();
    if (!meta.labels().value(LABEL).isEmpty()) {
      return namespace;
    }
    Map<String, String> labels = new TreeMap<>(meta.labels().values());
    labels.put(LABEL, network);
    Meta placed =
        new Meta(
            meta.name(),
            meta.namespace(),
            Labels.of(labels),
            meta.annotations(),
            meta.created(),
            meta.resourceVersion(),
            meta.owners());
    return new Resource<>(
        namespace.kind(), namespace.apiVersion(), placed, namespace.spec(), namespace.origin());
  }

  private Change assumed() {
    String text = "{apiVersion: v1, kind: Namespace, metadata: {name: " + root.name() + "}}";
    return new Change.Put(
        labelled(Parser.parse("--network", text, "default").resources().getFirst()));
  }
}
