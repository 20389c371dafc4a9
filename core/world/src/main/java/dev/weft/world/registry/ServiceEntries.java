package dev.weft.world.registry;

import dev.weft.api.Resource;
import dev.weft.api.serviceentry.ServiceEntry;
import dev.weft.api.workloadentry.WorkloadEntry;
import dev.weft.model.Host;
import dev.weft.model.Labels;
import dev.weft.model.Protocol;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Derives services, one a host, and their endpoints from ServiceEntries.
final class ServiceEntries {
  static final String DISTRIBUTION = "networking.istio.io/traffic-distribution";

  private final RegistrySettings settings;
  private final Workloads workloads;

  ServiceEntries(RegistrySettings settings, Workloads workloads) {
    this.settings = settings;
    this.workloads = workloads;
  }

  List<Service> services(Resource<ServiceEntry> resource) {
    ServiceEntry entry = resource.spec();
    List<ServicePort> ports = new ArrayList<>();
    for (dev.weft.api.serviceentry.ServicePort port : entry.ports()) {
      ports.add(
          new ServicePort(
              port.number(),
              port.name(),
              Protocol.parse(port.protocol()),
              port.targetPort() == 0 ? "" : Integer.toString(port.targetPort())));
    }
    List<Service> services = new ArrayList<>();
    for (String host : entry.hosts()) {
      services.add(
          new Service(
              new Host(host),
              resource.meta().name(),
              resource.meta().namespace(),
              ports,
              entry.addresses(),
              new LinkedHashMap<>(),
              List.of(),
              Distribution.parse(resource.meta().annotation(DISTRIBUTION)),
              resolution(entry),
              switch (entry.location()) {
                case MESH_EXTERNAL -> Location.MESH_EXTERNAL;
                case MESH_INTERNAL -> Location.MESH_INTERNAL;
              },
              Visibility.of(
                  entry.exportTo(), resource.meta().namespace(), settings.serviceExportTo()),
              entry
                  .workloadSelector()
                  .map(selector -> Labels.of(selector.labels()))
                  .orElse(Labels.NONE),
              resource.meta().labels(),
              resource.meta().created(),
              Optional.empty(),
              entry.subjectAltNames(),
              resource.key()));
    }
    return services;
  }

  private static Resolution resolution(ServiceEntry entry) {
    return switch (entry.resolution()) {
      case NONE -> Resolution.PASSTHROUGH;
      case STATIC -> Resolution.ENDPOINTS;
      case DNS -> Resolution.DNS;
      case DNS_ROUND_ROBIN -> Resolution.DNS_ROUND_ROBIN;
      case DYNAMIC_DNS -> Resolution.DYNAMIC_DNS;
    };
  }

  /// The endpoints written into the entry; for DNS without any, the host itself.
  List<Endpoint> endpoints(Resource<ServiceEntry> resource, Service service) {
    List<Endpoint> found = new ArrayList<>();
    int index = 0;
    for (WorkloadEntry entry : resource.spec().endpoints()) {
      Workload workload =
          workloads.ofEntry(
              resource.key(),
              resource.meta().name() + "-" + index++,
              entry,
              Labels.NONE,
              service.location());
      for (ServicePort port : service.ports()) {
        found.add(new Endpoint(workload, portOf(entry.ports(), port), port));
      }
    }
    boolean resolved =
        service.resolution() == Resolution.DNS
            || service.resolution() == Resolution.DNS_ROUND_ROBIN;
    if (found.isEmpty()
        && resolved
        && resource.spec().workloadSelector().isEmpty()
        && !service.host().isWildcard()) {
      WorkloadEntry itself =
          new WorkloadEntry(service.host().name(), Map.of(), Map.of(), "", "", 0, "");
      Workload workload =
          workloads.ofEntry(
              resource.key(), service.host().name(), itself, Labels.NONE, service.location());
      for (ServicePort port : service.ports()) {
        found.add(new Endpoint(workload, port.targetNumber(), port));
      }
    }
    return found;
  }

  /// A port by the service port's name, else the entry's target port or the same number.
  static int portOf(Map<String, Integer> ports, ServicePort port) {
    return ports.getOrDefault(port.name(), port.targetNumber());
  }
}
