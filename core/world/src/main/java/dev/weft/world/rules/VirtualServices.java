package dev.weft.world.rules;

import dev.weft.api.Resource;
import dev.weft.api.virtualservice.VirtualService;
import dev.weft.model.Host;
import dev.weft.world.registry.Visibility;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Finds the VirtualServices that a proxy follows.
///
/// The order is Istio's: those private to the proxy's namespace, then those exported to it by name,
/// then the public ones; oldest first in each.
public final class VirtualServices {
  /// The reserved name of the gateway that stands for all sidecars.
  public static final String MESH = "mesh";

  private final List<Routing> all;
  private final Map<String, List<Routing>> byGateway = new HashMap<>();

  private VirtualServices(List<Routing> routings) {
    this.all = List.copyOf(routings);
    for (Routing routing : routings) {
      for (String gateway : routing.gateways()) {
        byGateway.computeIfAbsent(gateway, none -> new ArrayList<>()).add(routing);
      }
    }
  }

  public static VirtualServices of(List<Resource<VirtualService>> resources, Mesh mesh) {
    return of(resources, mesh, List.of());
  }

  /// With the settings of this one, and what it knows of resources that are the same.
  public VirtualServices next(List<Resource<VirtualService>> resources, Mesh mesh) {
    return of(resources, mesh, all);
  }

  private static VirtualServices of(
      List<Resource<VirtualService>> resources, Mesh mesh, List<Routing> previous) {
    Map<Resource<VirtualService>, Routing> known = new IdentityHashMap<>();
    for (Routing routing : previous) {
      boolean delegates =
          routing.spec().http().stream().anyMatch(rule -> rule.delegate().isPresent());
      if (!delegates) {
        known.put(routing.resource(), routing);
      }
    }
    Delegation delegation = new Delegation(resources, mesh);
    List<Routing> routings = new ArrayList<>();
    for (Resource<VirtualService> resource : resources) {
      if (resource.spec().hosts().isEmpty()) {
        continue;
      }
      Routing same = known.get(resource);
      if (same != null) {
        routings.add(same);
        continue;
      }
      String namespace = resource.meta().namespace();
      List<Host> hosts = new ArrayList<>();
      for (String host : resource.spec().hosts()) {
        hosts.add(Names.host(host, namespace, mesh.domain()));
      }
      List<String> gateways = new ArrayList<>();
      for (String gateway : resource.spec().gateways()) {
        String name = Names.gateway(gateway, namespace);
        if (!gateways.contains(name)) {
          gateways.add(name);
        }
      }
      routings.add(
          new Routing(
              resource,
              hosts,
              gateways.isEmpty() ? List.of(MESH) : gateways,
              delegation.rules(resource),
              Visibility.of(resource.spec().exportTo(), namespace, mesh.virtualServiceExportTo())));
    }
    return new VirtualServices(routings);
  }

  /// Every gateway that one is bound to: `mesh` and `NAMESPACE/NAME`.
  public Set<String> gateways() {
    return Set.copyOf(byGateway.keySet());
  }

  /// The namespaces that `exportTo` names: all others see the same VirtualServices.
  public Set<String> singled() {
    Set<String> named = new TreeSet<>();
    all.forEach(routing -> named.addAll(routing.visibility().named()));
    return named;
  }

  /// Those bound to a gateway (`mesh` or `NAMESPACE/NAME`) that proxies of a namespace may see.
  public List<Routing> visible(String gateway, String namespace) {
    List<Routing> own = new ArrayList<>();
    List<Routing> exported = new ArrayList<>();
    List<Routing> everywhere = new ArrayList<>();
    for (Routing routing : byGateway.getOrDefault(gateway, List.of())) {
      switch (routing.visibility()) {
        case Visibility.Everywhere all -> everywhere.add(routing);
        case Visibility.Only only when only.namespaces().contains(namespace) -> {
          boolean isPrivate =
              only.namespaces().size() == 1 && routing.namespace().equals(namespace);
          (isPrivate ? own : exported).add(routing);
        }
        case Visibility.Only hidden -> {}
      }
    }
    own.addAll(exported);
    own.addAll(everywhere);
    return own;
  }
}
