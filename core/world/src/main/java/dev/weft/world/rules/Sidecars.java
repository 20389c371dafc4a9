package dev.weft.world.rules;

import dev.weft.api.Resource;
import dev.weft.api.sidecar.Sidecar;
import dev.weft.model.Labels;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Chooses the Sidecar of a workload: of its namespace with a selector that matches, else of its
/// namespace without one, else of the root namespace without one; the oldest of each.
public final class Sidecars {
  private final Map<String, List<Resource<Sidecar>>> byNamespace = new HashMap<>();
  private final String root;

  private Sidecars(String root) {
    this.root = root;
  }

  public static Sidecars of(List<Resource<Sidecar>> resources, Mesh mesh) {
    Sidecars all = new Sidecars(mesh.rootNamespace());
    for (Resource<Sidecar> resource : resources) {
      all.byNamespace
          .computeIfAbsent(resource.meta().namespace(), none -> new ArrayList<>())
          .add(resource);
    }
    return all;
  }

  public Optional<Resource<Sidecar>> choose(String namespace, Labels workload) {
    Optional<Resource<Sidecar>> selected = Optional.empty();
    for (Resource<Sidecar> sidecar : byNamespace.getOrDefault(namespace, List.of())) {
      Labels selector = selector(sidecar);
      if (!selector.isEmpty() && workload.matches(selector)) {
        return Optional.of(sidecar);
      }
      if (selector.isEmpty() && selected.isEmpty()) {
        selected = Optional.of(sidecar);
      }
    }
    return selected.isPresent() ? selected : general(root);
  }

  private Optional<Resource<Sidecar>> general(String namespace) {
    return byNamespace.getOrDefault(namespace, List.of()).stream()
        .filter(sidecar -> selector(sidecar).isEmpty())
        .findFirst();
  }

  private static Labels selector(Resource<Sidecar> sidecar) {
    return sidecar
        .spec()
        .workloadSelector()
        .map(selector -> Labels.of(selector.labels()))
        .orElse(Labels.NONE);
  }
}
