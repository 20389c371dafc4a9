package dev.weft.world.registry;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Services of one host and namespace are one service, whichever clusters have them (namespace
/// sameness). The cluster that comes first has the say where they differ.
final class Union {
  private final Map<Registry.Key, Served> services = new LinkedHashMap<>();

  void add(Served served) {
    services.merge(Registry.Key.of(served.service()), served, Served::and);
  }

  Registry registry(List<Workload> workloads) {
    Map<Registry.Key, Map<Integer, List<Endpoint>>> endpoints = new HashMap<>();
    services.forEach((key, served) -> endpoints.put(key, served.endpoints()));
    return new Registry(
        Allocation.of(
            services.values().stream().map(Served::service).sorted(Registry.AGE).toList()),
        workloads,
        endpoints);
  }
}
