package dev.weft.world.registry;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A service with its endpoints by the number of its port.
record Served(Service service, Map<Integer, List<Endpoint>> endpoints) {
  private static final Comparator<Endpoint> BY_ADDRESS =
      Comparator.comparing(Endpoint::address)
          .thenComparing(Endpoint::port)
          .thenComparing(endpoint -> endpoint.workload().key());

  static Map<Integer, List<Endpoint>> byPort(List<Endpoint> endpoints) {
    Map<Integer, List<Endpoint>> sorted = new TreeMap<>();
    endpoints.stream()
        .sorted(BY_ADDRESS)
        .forEach(endpoint ->
            sorted
                .computeIfAbsent(endpoint.servicePort().number(), none -> new ArrayList<>())
                .add(endpoint));
    sorted.replaceAll((port, list) -> List.copyOf(list));
    return sorted;
  }

  /// This service as another cluster, or another resource of the same namespace, has it too: ports,
  /// endpoints and addresses are united. Where both say something else of one port, this one counts
  /// and the other's endpoints serve it.
  Served and(Served other) {
    List<ServicePort> ports = new ArrayList<>(service.ports());
    List<Endpoint> all = new ArrayList<>();
    endpoints.values().forEach(all::addAll);
    for (ServicePort port : other.service.ports()) {
      ServicePort same =
          service.ports().stream()
              .filter(own -> own.number() == port.number())
              .findFirst()
              .or(() ->
                  service.ports().stream()
                      .filter(own -> !port.name().isEmpty() && own.name().equals(port.name()))
                      .findFirst())
              .orElse(port);
      if (same.equals(port) && !service.ports().contains(port)) {
        ports.add(port);
      }
      for (Endpoint endpoint : other.endpoints.getOrDefault(port.number(), List.of())) {
        all.add(
            same.equals(port)
                ? endpoint
                : new Endpoint(endpoint.workload(), endpoint.port(), same));
      }
    }
    return new Served(service.and(other.service, ports), byPort(all));
  }
}
