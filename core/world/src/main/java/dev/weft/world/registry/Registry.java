package dev.weft.world.registry;

import dev.weft.model.Host;
import dev.weft.model.Labels;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Every service with its endpoints, and every workload, of one version of the world.
public final class Registry {
  /// Knows nothing.
  public static final Registry EMPTY = new Registry(List.of(), List.of(), Map.of());

  /// Oldest first, then by name and namespace: the order in which services win conflicts.
  public static final Comparator<Service> AGE =
      Comparator.comparing(Service::created, Ages::compare)
          .thenComparing(Service::name)
          .thenComparing(Service::namespace)
          .thenComparing(Service::host);

  private final List<Service> services;
  private final List<Workload> workloads;
  private final Map<Key, Map<Integer, List<Endpoint>>> endpoints;
  private final Map<Host, List<Service>> byHost = new HashMap<>();
  private final Map<String, List<Located>> byAddress = new HashMap<>();
  private final Map<String, List<Service>> bySelectorNamespace = new HashMap<>();

  /// A service port as one workload serves it.
  ///
  /// @param port the workload's port
  public record Target(Service service, ServicePort servicePort, int port) {}

  /// Two clusters may have the same addresses, so an address alone names no workload.
  private record Located(Target target, Workload workload) {
    /// Entries are written in the config cluster and may stand for workloads of any.
    boolean isAt(Placement where) {
      Placement place = workload.placement();
      return place.cluster().equals(where.cluster())
          || (!workload.resource().kind().equals("Pod")
              && !workload.resource().kind().startsWith("Endpoint")
              && !place.network().isEmpty()
              && place.network().equals(where.network()));
    }
  }

  /// Names a service.
  record Key(Host host, String namespace) {
    static Key of(Service service) {
      return new Key(service.host(), service.namespace());
    }
  }

  Registry(
      List<Service> services,
      List<Workload> workloads,
      Map<Key, Map<Integer, List<Endpoint>>> endpoints) {
    this.services = services;
    this.workloads = workloads;
    this.endpoints = endpoints;
    for (Service service : this.services) {
      byHost.computeIfAbsent(service.host(), none -> new ArrayList<>()).add(service);
      if (!service.selector().isEmpty()) {
        bySelectorNamespace
            .computeIfAbsent(service.namespace(), none -> new ArrayList<>())
            .add(service);
      }
      for (List<Endpoint> ofPort : endpoints.getOrDefault(Key.of(service), Map.of()).values()) {
        for (Endpoint endpoint : ofPort) {
          byAddress
              .computeIfAbsent(endpoint.address(), none -> new ArrayList<>())
              .add(
                  new Located(
                      new Target(service, endpoint.servicePort(), endpoint.port()),
                      endpoint.workload()));
        }
      }
    }
  }

  /// This registry, with the previous one's list of services where it says the same, so that what
  /// follows from services alone need not be derived again.
  public Registry sharing(Registry previous) {
    return previous.services.equals(services)
        ? new Registry(previous.services, workloads, endpoints)
        : this;
  }

  /// All services, oldest first.
  public List<Service> services() {
    return services;
  }

  /// The services of a host, in any namespace, oldest first.
  public List<Service> services(Host host) {
    return byHost.getOrDefault(host, List.of());
  }

  /// The service of a host in one namespace.
  public Optional<Service> service(Host host, String namespace) {
    return services(host).stream()
        .filter(service -> service.namespace().equals(namespace))
        .findFirst();
  }

  /// All workloads, by key.
  public List<Workload> workloads() {
    return workloads;
  }

  /// The endpoints of a service port, withdrawn ones included, by address.
  public List<Endpoint> endpoints(Service service, int port) {
    return endpoints.getOrDefault(Key.of(service), Map.of()).getOrDefault(port, List.of());
  }

  /// What the workload at one of these addresses of a cluster serves; where no workload is known
  /// there, what the selectors of the cluster's Kubernetes Services of its namespace choose by its
  /// labels. Oldest service first, each service port once.
  public List<Target> targets(
      Placement where, List<String> addresses, String namespace, Labels labels) {
    Map<String, Target> found = new LinkedHashMap<>();
    for (String address : addresses) {
      for (Located located : byAddress.getOrDefault(address, List.of())) {
        if (located.isAt(where)) {
          Target target = located.target();
          found.putIfAbsent(
              target.service().host() + "|" + target.servicePort().number() + "|" + target.port(),
              target);
        }
      }
    }
    if (found.isEmpty() && !labels.isEmpty()) {
      for (Service service : bySelectorNamespace.getOrDefault(namespace, List.of())) {
        boolean here = !service.isKubernetes() || service.clusters().containsKey(where.cluster());
        if (here && labels.matches(service.selector())) {
          for (ServicePort port : service.ports()) {
            found.putIfAbsent(
                service.host() + "|" + port.number(),
                new Target(service, port, port.targetNumber()));
          }
        }
      }
    }
    return found.values().stream().sorted(Comparator.comparing(Target::service, AGE)).toList();
  }

  /// Compares creation times, where unknown is the oldest.
  private static final class Ages {
    static int compare(Optional<java.time.Instant> left, Optional<java.time.Instant> right) {
      return left.orElse(java.time.Instant.MIN).compareTo(right.orElse(java.time.Instant.MIN));
    }
  }
}
