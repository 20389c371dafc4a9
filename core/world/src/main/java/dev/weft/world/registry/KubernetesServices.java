package dev.weft.world.registry;

import dev.weft.api.Resource;
import dev.weft.api.kubernetes.EndpointAddress;
import dev.weft.api.kubernetes.EndpointPort;
import dev.weft.api.kubernetes.EndpointSlice;
import dev.weft.api.kubernetes.EndpointSubset;
import dev.weft.api.kubernetes.Endpoints;
import dev.weft.api.kubernetes.NumberOrName;
import dev.weft.api.kubernetes.ObjectReference;
import dev.weft.api.kubernetes.ServiceSpec;
import dev.weft.api.kubernetes.SliceEndpoint;
import dev.weft.model.Host;
import dev.weft.model.Labels;
import dev.weft.model.Protocol;
import dev.weft.model.ResourceKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Derives services and endpoints from Kubernetes Services, EndpointSlices and Endpoints.
final class KubernetesServices {
  private final RegistrySettings settings;
  private final String cluster;
  private final Networks networks;
  private final Map<String, Workload> pods = new HashMap<>();
  private final Map<String, Workload> byAddress = new HashMap<>();
  private final Map<String, List<Resource<EndpointSlice>>> slices = new HashMap<>();
  private final Map<String, Resource<Endpoints>> older = new HashMap<>();

  /// One cluster and what runs in it.
  record Cluster(String id, Networks networks, Catalog catalog, List<Workload> workloads) {}

  KubernetesServices(RegistrySettings settings, Cluster of) {
    this.settings = settings;
    this.cluster = of.id();
    this.networks = of.networks();
    Catalog catalog = of.catalog();
    for (Workload workload : of.workloads()) {
      byAddress.putIfAbsent(workload.address(), workload);
      if (workload.resource().kind().equals("Pod")) {
        pods.put(workload.namespace() + "/" + workload.key().name(), workload);
      }
    }
    for (Resource<EndpointSlice> slice : catalog.all(EndpointSlice.class)) {
      String service = slice.meta().labels().value("kubernetes.io/service-name");
      slices
          .computeIfAbsent(slice.meta().namespace() + "/" + service, none -> new ArrayList<>())
          .add(slice);
    }
    for (Resource<Endpoints> endpoints : catalog.all(Endpoints.class)) {
      older.put(endpoints.meta().namespace() + "/" + endpoints.meta().name(), endpoints);
    }
  }

  Service service(Resource<dev.weft.api.kubernetes.Service> resource) {
    ServiceSpec spec = resource.spec().spec();
    boolean alias = spec.type().equals("ExternalName");
    boolean headless = spec.clusterIP().equals("None");
    List<String> virtual = alias || headless ? List.of() : addresses(spec);
    List<ServicePort> ports = new ArrayList<>();
    for (dev.weft.api.kubernetes.ServicePort port : spec.ports()) {
      ports.add(
          new ServicePort(
              port.port(),
              port.name(),
              port.protocol().equals("UDP")
                  ? Protocol.UDP
                  : Protocol.declared(port.appProtocol(), port.name(), port.port()),
              port.targetPort().map(KubernetesServices::text).orElse("")));
    }
    String exportTo = resource.meta().annotation("networking.istio.io/exportTo");
    return new Service(
        new Host(
            resource.meta().name()
                + "."
                + resource.meta().namespace()
                + ".svc."
                + settings.domain()),
        resource.meta().name(),
        resource.meta().namespace(),
        ports,
        virtual,
        new LinkedHashMap<>(Map.of(cluster, virtual)),
        List.of(),
        Distribution.parse(
            spec.trafficDistribution().isEmpty()
                ? resource.meta().annotation(ServiceEntries.DISTRIBUTION)
                : spec.trafficDistribution()),
        alias ? Resolution.ALIAS : headless ? Resolution.PASSTHROUGH : Resolution.ENDPOINTS,
        Location.MESH_INTERNAL,
        Visibility.of(
            exportTo.isEmpty() ? List.of() : List.of(exportTo.split(",", -1)),
            resource.meta().namespace(),
            settings.serviceExportTo()),
        alias ? Labels.NONE : Labels.of(spec.selector()),
        resource.meta().labels(),
        resource.meta().created(),
        alias && !spec.externalName().isEmpty()
            ? Optional.of(new Host(spec.externalName()))
            : Optional.empty(),
        List.of(),
        resource.key());
  }

  private static String text(NumberOrName port) {
    return switch (port) {
      case NumberOrName.Number number ->
          number.value() == 0 ? "" : Integer.toString(number.value());
      case NumberOrName.Name name -> name.value();
    };
  }

  private static List<String> addresses(ServiceSpec spec) {
    if (!spec.clusterIPs().isEmpty()) {
      return spec.clusterIPs();
    }
    return spec.clusterIP().isEmpty() ? List.of() : List.of(spec.clusterIP());
  }

  /// Whether the cluster itself says what the endpoints are, so that selecting pods is not our
  /// part.
  boolean knowsEndpoints(Service service) {
    String name = service.namespace() + "/" + service.name();
    return slices.containsKey(name) || older.containsKey(name);
  }

  /// The endpoints that the cluster says the service has.
  List<Endpoint> endpoints(Service service) {
    String name = service.namespace() + "/" + service.name();
    List<Endpoint> found = new ArrayList<>();
    if (slices.containsKey(name)) {
      for (Resource<EndpointSlice> slice : slices.getOrDefault(name, List.of())) {
        for (SliceEndpoint endpoint : slice.spec().endpoints()) {
          Health health = health(endpoint);
          for (String address : endpoint.addresses()) {
            Workload workload = workload(address, endpoint.targetRef(), slice.key(), health);
            add(service, slice.spec().ports(), workload, found);
          }
        }
      }
      return found;
    }
    Resource<Endpoints> endpoints = older.get(name);
    if (endpoints != null) {
      for (EndpointSubset subset : endpoints.spec().subsets()) {
        for (EndpointAddress address : subset.addresses()) {
          Workload ready =
              workload(address.ip(), address.targetRef(), endpoints.key(), Health.HEALTHY);
          add(service, subset.ports(), ready, found);
        }
        for (EndpointAddress address : subset.notReadyAddresses()) {
          Workload failing =
              workload(address.ip(), address.targetRef(), endpoints.key(), Health.UNHEALTHY);
          add(service, subset.ports(), failing, found);
        }
      }
    }
    return found;
  }

  private static Health health(SliceEndpoint endpoint) {
    if (endpoint.conditions().isEmpty()) {
      return Health.HEALTHY;
    }
    SliceEndpoint.Conditions conditions = endpoint.conditions().get();
    if (conditions.terminating().orElse(false)) {
      return Health.WITHDRAWN;
    }
    return conditions.ready().orElse(true) ? Health.HEALTHY : Health.UNHEALTHY;
  }

  private Workload workload(
      String address, Optional<ObjectReference> target, ResourceKey origin, Health health) {
    Workload known =
        target
            .filter(reference -> reference.kind().equals("Pod"))
            .map(reference ->
                pods.get(
                    (reference.namespace().isEmpty() ? origin.namespace() : reference.namespace())
                        + "/"
                        + reference.name()))
            .orElse(byAddress.get(address));
    if (known != null) {
      return known.at(address).with(health);
    }
    return new Workload(
        new WorkloadKey(cluster, origin.namespace(), address),
        origin.name(),
        address,
        Labels.NONE,
        "default",
        new Placement(cluster, networks.of(cluster, address), dev.weft.model.Locality.UNKNOWN),
        "",
        Map.of(),
        1,
        health,
        false,
        origin);
  }

  private static void add(
      Service service, List<EndpointPort> ports, Workload workload, List<Endpoint> into) {
    for (ServicePort servicePort : service.ports()) {
      for (EndpointPort port : ports) {
        if (port.name().equals(servicePort.name()) && port.port() != 0) {
          into.add(new Endpoint(workload, port.port(), servicePort));
        }
      }
    }
  }
}
