package dev.weft.testkit.golden;

import dev.weft.api.Resource;
import dev.weft.explain.Explainer;
import dev.weft.model.Locality;
import dev.weft.world.Node;
import dev.weft.world.World;
import dev.weft.world.registry.Workload;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The proxies of a world: a sidecar beside each workload, and a gateway for each `Workload` that
/// says it is one.
public final class Cast implements Explainer.Nodes {
  private final World world;
  private final Map<String, Map<String, String>> metadata;

  Cast(World world, Map<String, Map<String, String>> metadata) {
    this.world = world;
    this.metadata = metadata;
  }

  /// The workloads that have a proxy, as `NAME.NAMESPACE`.
  public List<String> names() {
    return world.registry().workloads().stream()
        .filter(workload -> workload.mutualTls() || gateway(workload))
        .map(workload -> workload.key().name() + "." + workload.namespace())
        .toList();
  }

  /// The proxy of the workload `NAME` or `NAME.NAMESPACE`.
  ///
  /// @throws IllegalArgumentException when there is none
  Node named(String name) {
    return world.registry().workloads().stream()
        .filter(workload ->
            workload.key().name().equals(name)
                || (workload.key().name() + "." + workload.namespace()).equals(name))
        .findFirst()
        .map(this::of)
        .orElseThrow(() -> new IllegalArgumentException("no workload is called " + name));
  }

  @Override
  public Node of(Workload workload) {
    String name = workload.key().name();
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("NAMESPACE", workload.namespace());
    told.put("LABELS", workload.labels().values());
    told.put("SERVICE_ACCOUNT", workload.serviceAccount());
    told.put("WORKLOAD_NAME", workload.name());
    if (!workload.placement().cluster().equals(world.cluster())) {
      told.put("CLUSTER_ID", workload.placement().cluster());
    }
    told.putAll(metadata.getOrDefault("*", Map.of()));
    told.putAll(metadata.getOrDefault(name, Map.of()));
    String id =
        (gateway(workload) ? "router~" : "sidecar~")
            + workload.address()
            + "~"
            + name
            + "."
            + workload.namespace()
            + "~"
            + workload.namespace()
            + ".svc.cluster.local";
    return Node.parse(id, Locality.UNKNOWN, told).orElseThrow();
  }

  private boolean gateway(Workload workload) {
    return world
        .resource(workload.resource())
        .map(Resource::spec)
        .filter(dev.weft.api.weft.Workload.class::isInstance)
        .map(spec -> ((dev.weft.api.weft.Workload) spec).gateway())
        .orElse(false);
  }
}
