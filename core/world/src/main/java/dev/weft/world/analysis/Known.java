package dev.weft.world.analysis;

import dev.weft.api.Resource;
import dev.weft.api.gateway.Gateway;
import dev.weft.api.kubernetes.deployment.Deployment;
import dev.weft.api.schema.Nearest;
import dev.weft.api.weft.Workload;
import dev.weft.model.Host;
import dev.weft.model.Labels;
import dev.weft.world.World;
import dev.weft.world.registry.Service;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// The names that references may mean.
final class Known {
  private final World world;
  private final Set<String> gateways = new TreeSet<>();
  private final List<Labelled> workloads = new ArrayList<>();
  private final Set<String> namespaces = new HashSet<>();

  /// Something that runs, or will.
  private record Labelled(String namespace, Labels labels) {}

  Known(World world) {
    this.world = world;
    for (Resource<Gateway> gateway : world.all(Gateway.class)) {
      gateways.add(gateway.meta().namespace() + "/" + gateway.meta().name());
    }
    world
        .registry()
        .workloads()
        .forEach(workload -> workloads.add(new Labelled(workload.namespace(), workload.labels())));
    for (Resource<Workload> workload : world.all(Workload.class)) {
      workloads.add(new Labelled(workload.meta().namespace(), workload.meta().labels()));
    }
    for (Resource<Deployment> deployment : world.all(Deployment.class)) {
      Labels labels =
          deployment
              .spec()
              .spec()
              .template()
              .metadata()
              .map(template -> Labels.of(template.labels()))
              .orElse(Labels.NONE);
      workloads.add(new Labelled(deployment.meta().namespace(), labels));
    }
    workloads.forEach(workload -> namespaces.add(workload.namespace()));
  }

  Set<String> gateways() {
    return gateways;
  }

  /// Services of a host: its own, or those whose wildcard covers it.
  List<Service> services(Host host) {
    List<Service> exact = world.registry().services(host);
    return exact.isEmpty()
        ? world.registry().services().stream()
            .filter(service -> service.host().covers(host) || host.covers(service.host()))
            .toList()
        : exact;
  }

  /// What to write instead of a host that is none.
  ///
  /// @param namespace where short names are looked for
  String hostRemedy(String written, String namespace) {
    Set<String> names = new TreeSet<>();
    for (Service service : world.registry().services()) {
      boolean shortens = written.indexOf('.') < 0 && service.isKubernetes();
      if (!shortens) {
        names.add(service.host().name());
      } else if (service.namespace().equals(namespace)) {
        names.add(service.name());
      } else if (service.name().equals(written)) {
        return "write '" + service.host() + "': the service is in another namespace";
      }
    }
    return Nearest.of(written, names)
        .map(nearest -> "did you mean '" + nearest + "'?")
        .orElse("add a Service or a ServiceEntry with this host");
  }

  /// Whether something runs, or will, with these labels.
  boolean selects(String namespace, Labels selector) {
    return workloads.stream()
        .anyMatch(workload ->
            (namespace.isEmpty() || workload.namespace().equals(namespace))
                && workload.labels().matches(selector));
  }

  /// Whether something of the namespace runs, or will, with the labels of both selectors.
  boolean selects(String namespace, Labels first, Labels second) {
    return workloads.stream()
        .anyMatch(workload ->
            workload.namespace().equals(namespace)
                && workload.labels().matches(first)
                && workload.labels().matches(second));
  }

  /// Whether anything at all is known to run in a namespace, any namespace when empty.
  boolean populated(String namespace) {
    return namespace.isEmpty() ? !workloads.isEmpty() : namespaces.contains(namespace);
  }
}
