package dev.weft.compiler.names;

import dev.weft.api.kubernetes.Pod;
import dev.weft.api.kubernetes.PodSpec;
import dev.weft.world.Egress;
import dev.weft.world.View;
import dev.weft.world.registry.Endpoint;
import dev.weft.world.registry.Health;
import dev.weft.world.registry.Service;
import dev.weft.world.registry.ServicePort;
import dev.weft.world.registry.Workload;
import dev.weft.xds.NameTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Plans the name table of a node: every service that it may see, in whichever cluster it is, so
/// that a name needs no Service in the caller's own cluster.
///
/// Agents derive the shorter forms of Kubernetes names themselves.
public final class NameTables {
  private static final String KUBERNETES = "Kubernetes";
  private static final String EXTERNAL = "External";

  private final View view;
  private final SortedMap<String, NameTable.Name> names = new TreeMap<>();

  private NameTables(View view) {
    this.view = view;
  }

  public static NameTable of(View view) {
    NameTables tables = new NameTables(view);
    for (Egress egress : view.scope().egress()) {
      egress.services().forEach(tables::add);
    }
    return new NameTable(tables.names);
  }

  private void add(Service service) {
    Set<String> addresses = new LinkedHashSet<>();
    for (String address : view.addresses(service)) {
      if (address.indexOf('/') < 0) {
        addresses.add(address);
      }
    }
    if (addresses.isEmpty() && service.isHeadless()) {
      addresses.addAll(headless(service));
    }
    if (!addresses.isEmpty()) {
      List<String> all = new ArrayList<>(addresses);
      names.putIfAbsent(
          service.host().name(),
          service.isKubernetes()
              ? new NameTable.Name(all, KUBERNETES, service.name(), service.namespace())
              : new NameTable.Name(all, EXTERNAL, "", ""));
    }
  }

  /// The addresses of a headless service's ready pods, which are names of their own too. Pods of
  /// other networks are left out: their addresses lead nowhere.
  private Set<String> headless(Service service) {
    Map<Workload, String> ready = new LinkedHashMap<>();
    for (ServicePort port : service.ports()) {
      for (Endpoint endpoint : view.endpoints(service, port.number())) {
        Workload workload = endpoint.workload();
        String network = workload.placement().network();
        boolean near =
            network.isEmpty() || view.network().isEmpty() || network.equals(view.network());
        if (near && workload.health() == Health.HEALTHY && isNumeric(workload.address())) {
          ready.put(workload, workload.address());
        }
      }
    }
    ready.keySet().stream()
        .sorted(
            java.util.Comparator.comparing(
                    (Workload workload) -> !workload.placement().cluster().equals(view.cluster()))
                .thenComparing(Workload::key))
        .forEach(workload -> pod(service, workload));
    return new LinkedHashSet<>(ready.values());
  }

  /// `HOSTNAME.SUBDOMAIN.NAMESPACE.svc.DOMAIN`; of two clusters' pods with one name the node's own
  /// cluster's counts.
  private void pod(Service service, Workload workload) {
    Optional<PodSpec> spec =
        view.world()
            .resource(workload.placement().cluster(), workload.resource())
            .flatMap(resource -> resource.as(Pod.class))
            .flatMap(resource -> resource.spec().spec());
    String host = service.host().name();
    int dot = host.indexOf('.');
    if (spec.isPresent() && !spec.get().subdomain().isEmpty() && dot > 0) {
      String hostname =
          spec.get().hostname().isEmpty() ? workload.key().name() : spec.get().hostname();
      String shorter = hostname + "." + spec.get().subdomain();
      names.putIfAbsent(
          shorter + host.substring(dot),
          new NameTable.Name(
              List.of(workload.address()), KUBERNETES, shorter, service.namespace()));
    }
  }

  private static boolean isNumeric(String address) {
    return !address.isEmpty()
        && (address.indexOf(':') >= 0
            ? !address.startsWith("unix:")
            : address.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9')));
  }
}
