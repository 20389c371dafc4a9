package dev.weft.world.registry;

import dev.weft.api.Resource;
import dev.weft.api.serviceentry.ServiceEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Derives the registry from resources and running instances.
public final class Derivation {
  private static final Comparator<Endpoint> BY_ADDRESS =
      Comparator.comparing(Endpoint::address)
          .thenComparing(Endpoint::port)
          .thenComparing(endpoint -> endpoint.workload().key());

  private Derivation() {}

  public static Registry derive(
      Catalog catalog, Collection<Instance> instances, RegistrySettings settings) {
    Workloads derivedWorkloads = new Workloads(settings);
    List<Workload> workloads = derivedWorkloads.derive(catalog, instances);
    WorkloadIndex index = new WorkloadIndex(workloads);
    KubernetesServices kubernetes = new KubernetesServices(settings, catalog, workloads);
    ServiceEntries entries = new ServiceEntries(settings, derivedWorkloads);
    List<Service> services = new ArrayList<>();
    Map<Registry.Key, Map<Integer, List<Endpoint>>> endpoints = new HashMap<>();
    for (Resource<dev.weft.api.kubernetes.Service> resource :
        catalog.all(dev.weft.api.kubernetes.Service.class)) {
      Service service = kubernetes.service(resource);
      services.add(service);
      List<Endpoint> found = new ArrayList<>(kubernetes.endpoints(service));
      boolean known = kubernetes.knowsEndpoints(service);
      for (Workload workload : index.select(service.namespace(), service.selector())) {
        boolean pod = workload.resource().kind().equals("Pod");
        if (!pod || !known) {
          select(service, workload, found);
        }
      }
      endpoints.put(Registry.Key.of(service), byPort(found));
    }
    for (Resource<ServiceEntry> resource : catalog.all(ServiceEntry.class)) {
      for (Service service : entries.services(resource)) {
        services.add(service);
        List<Endpoint> found = new ArrayList<>(entries.endpoints(resource, service));
        for (Workload workload : index.select(service.namespace(), service.selector())) {
          select(service, workload, found);
        }
        endpoints
            .computeIfAbsent(Registry.Key.of(service), none -> new TreeMap<>())
            .putAll(byPort(found));
      }
    }
    return new Registry(
        services.stream().sorted(Registry.AGE).toList(),
        workloads.stream().sorted(Comparator.comparing(Workload::key)).toList(),
        endpoints);
  }

  private static void select(Service service, Workload workload, List<Endpoint> into) {
    boolean entry = workload.resource().kind().equals("WorkloadEntry");
    for (ServicePort port : service.ports()) {
      int number = entry ? ServiceEntries.portOf(workload.ports(), port) : podPort(workload, port);
      if (number > 0) {
        into.add(new Endpoint(workload, number, port));
      }
    }
  }

  /// The number of the target port, or of the container port of that name; zero when the workload
  /// has no such port.
  private static int podPort(Workload workload, ServicePort port) {
    String target = port.targetPort();
    boolean named = !target.isEmpty() && !Character.isDigit(target.charAt(0));
    return named ? workload.ports().getOrDefault(target, 0) : port.targetNumber();
  }

  private static Map<Integer, List<Endpoint>> byPort(List<Endpoint> endpoints) {
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
}
