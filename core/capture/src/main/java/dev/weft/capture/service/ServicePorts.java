package dev.weft.capture.service;

import dev.weft.api.Resource;
import dev.weft.api.kubernetes.EndpointPort;
import dev.weft.api.kubernetes.EndpointSlice;
import dev.weft.api.kubernetes.Service;
import dev.weft.api.kubernetes.ServiceSpec;
import dev.weft.api.kubernetes.SliceEndpoint;
import dev.weft.capture.Cidr;
import dev.weft.capture.Family;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Joins Services with their EndpointSlices.
public final class ServicePorts {
  /// The label by which a slice names its service.
  public static final String SERVICE_NAME = "kubernetes.io/service-name";

  /// Kubernetes' default of `sessionAffinityConfig.clientIP.timeoutSeconds`.
  private static final int AFFINITY_SECONDS = 10800;

  private ServicePorts() {}

  /// Every port that has an address of the family, ordered by name. Headless services and those
  /// that are only another name have none.
  public static List<ServicePort> of(
      List<Resource<Service>> services, List<Resource<EndpointSlice>> slices, Family family) {
    Map<String, List<EndpointSlice>> byService = new HashMap<>();
    for (Resource<EndpointSlice> slice : slices) {
      String name = slice.meta().namespace() + "/" + slice.meta().labels().value(SERVICE_NAME);
      byService.computeIfAbsent(name, absent -> new ArrayList<>()).add(slice.spec());
    }
    return services.stream()
        .flatMap(service -> {
          String name = service.meta().namespace() + "/" + service.meta().name();
          return ports(name, service.spec(), byService.getOrDefault(name, List.of()), family);
        })
        .sorted(Comparator.comparing(ServicePort::name).thenComparing(ServicePort::transport))
        .toList();
  }

  private static Stream<ServicePort> ports(
      String name, Service service, List<EndpointSlice> slices, Family family) {
    ServiceSpec spec = service.spec();
    Optional<String> cluster = clusterAddress(spec, family);
    if (cluster.isEmpty() || spec.type().equals("ExternalName")) {
      return Stream.of();
    }
    List<String> external = ofFamily(spec.externalIPs().stream(), family);
    List<String> balancers = ofFamily(balancers(service), family);
    return spec.ports().stream()
        .map(port -> {
          Transport transport = Transport.of(port.protocol());
          return new ServicePort(
              name,
              port.name(),
              transport,
              new ServicePort.Addresses(
                  cluster.orElseThrow(), port.port(), external, balancers, port.nodePort()),
              spec.sessionAffinity().equals("ClientIP") ? AFFINITY_SECONDS : 0,
              spec.internalTrafficPolicy().equals("Local"),
              spec.externalTrafficPolicy().equals("Local"),
              backends(slices, port.name(), transport, family));
        });
  }

  private static Optional<String> clusterAddress(ServiceSpec spec, Family family) {
    return Stream.concat(Stream.of(spec.clusterIP()), spec.clusterIPs().stream())
        .filter(address -> Cidr.literal(address).isPresent() && Family.of(address) == family)
        .findFirst();
  }

  private static Stream<String> balancers(Service service) {
    return service.status().stream()
        .flatMap(status -> status.loadBalancer().stream())
        .flatMap(balancer -> balancer.ingress().stream())
        .map(Service.IngressPoint::ip);
  }

  private static List<String> ofFamily(Stream<String> addresses, Family family) {
    return addresses
        .filter(address -> Cidr.literal(address).isPresent() && Family.of(address) == family)
        .distinct()
        .toList();
  }

  private static List<Backend> backends(
      List<EndpointSlice> slices, String port, Transport transport, Family family) {
    // The same address may be in two slices while one replaces the other.
    Map<String, Backend> backends = new LinkedHashMap<>();
    for (EndpointSlice slice : slices) {
      for (EndpointPort number : slice.ports()) {
        if (number.name().equals(port)
            && Transport.of(number.protocol()) == transport
            && number.port() > 0) {
          slice.endpoints().stream()
              .flatMap(endpoint -> backends(endpoint, number.port(), family))
              .forEach(backend ->
                  backends.merge(
                      backend.target(),
                      backend,
                      (one, other) -> one.state().compareTo(other.state()) <= 0 ? one : other));
        }
      }
    }
    return backends.values().stream()
        .sorted(Comparator.comparing(Backend::address).thenComparing(Backend::port))
        .toList();
  }

  /// Only the first address of an endpoint counts: the others name the same backend.
  private static Stream<Backend> backends(SliceEndpoint endpoint, int port, Family family) {
    return endpoint.addresses().stream()
        .limit(1)
        .filter(address -> Cidr.literal(address).isPresent() && Family.of(address) == family)
        .map(address -> new Backend(address, port, endpoint.nodeName(), state(endpoint)));
  }

  private static Backend.State state(SliceEndpoint endpoint) {
    Optional<SliceEndpoint.Conditions> conditions = endpoint.conditions();
    if (conditions.flatMap(SliceEndpoint.Conditions::ready).orElse(true)) {
      return Backend.State.READY;
    }
    boolean serving = conditions.flatMap(SliceEndpoint.Conditions::serving).orElse(false);
    boolean leaving = conditions.flatMap(SliceEndpoint.Conditions::terminating).orElse(false);
    return serving && leaving ? Backend.State.LEAVING : Backend.State.ABSENT;
  }
}
