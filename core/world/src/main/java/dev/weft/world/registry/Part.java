package dev.weft.world.registry;

import dev.weft.api.Resource;
import java.util.ArrayList;
import java.util.List;

/// What one cluster adds to the registry: what runs there, and its Kubernetes Services.
record Part(List<Workload> workloads, WorkloadIndex index, List<Served> services) {
  static Part of(
      Derivation.Source source, String cluster, RegistrySettings settings, Networks networks) {
    Catalog catalog = source.catalog();
    List<Workload> workloads =
        new Workloads(settings, cluster, networks).derive(catalog, source.instances());
    WorkloadIndex index = new WorkloadIndex(workloads);
    KubernetesServices kubernetes =
        new KubernetesServices(
            settings, new KubernetesServices.Cluster(cluster, networks, catalog, workloads));
    List<Served> services = new ArrayList<>();
    for (Resource<dev.weft.api.kubernetes.Service> resource :
        catalog.all(dev.weft.api.kubernetes.Service.class)) {
      Service service = kubernetes.service(resource);
      List<Endpoint> found = new ArrayList<>(kubernetes.endpoints(service));
      boolean known = kubernetes.knowsEndpoints(service);
      for (Workload workload : index.select(service.namespace(), service.selector())) {
        boolean pod = workload.resource().kind().equals("Pod");
        if (!pod || !known) {
          select(service, workload, found);
        }
      }
      services.add(new Served(service, Served.byPort(found)));
    }
    return new Part(workloads, index, services);
  }

  static void select(Service service, Workload workload, List<Endpoint> into) {
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
}
