package dev.weft.world;

import dev.weft.api.Resource;
import dev.weft.api.sidecar.Sidecar;
import dev.weft.model.Host;
import dev.weft.model.Protocol;
import dev.weft.model.ResourceKey;
import dev.weft.world.registry.Service;
import dev.weft.world.rules.Routing;
import dev.weft.world.rules.VirtualServices;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;

/// Makes and keeps the scopes of one set of services and rules.
final class Scopes {
  private final Configuration configuration;
  private final List<Service> services;
  private final Map<Key, Scope> made = new ConcurrentHashMap<>();

  private record Key(String namespace, Optional<ResourceKey> sidecar, Role role) {}

  Scopes(Configuration configuration, List<Service> services) {
    this.configuration = configuration;
    this.services = services;
  }

  Configuration configuration() {
    return configuration;
  }

  /// These scopes while neither services nor rules are others.
  Scopes next(Configuration rules, List<Service> known) {
    return rules == configuration && known == services ? this : new Scopes(rules, known);
  }

  Scope of(Node node) {
    Optional<Resource<Sidecar>> sidecar =
        node.isSidecar()
            ? configuration.sidecars().choose(node.namespace(), node.labels())
            : Optional.empty();
    Key key = new Key(node.namespace(), sidecar.map(Resource::key), node.role());
    Scope known = made.get(key);
    if (known == null) {
      known = make(node.namespace(), sidecar);
      made.put(key, known);
    }
    return known;
  }

  private Scope make(String namespace, Optional<Resource<Sidecar>> sidecar) {
    List<Service> visible = new ArrayList<>();
    for (Service service : services) {
      if (service.visibility().includes(namespace)) {
        visible.add(service);
      }
    }
    List<Routing> routings =
        configuration.virtualServices().visible(VirtualServices.MESH, namespace);
    boolean narrowed = sidecar.map(resource -> !resource.spec().egress().isEmpty()).orElse(false);
    List<Egress> egress;
    if (narrowed) {
      EgressHosts hosts = new EgressHosts(namespace, visible, routings, configuration.mesh());
      egress = sidecar.orElseThrow().spec().egress().stream().map(hosts::listener).toList();
    } else {
      egress =
          List.of(
              new Egress(
                  OptionalInt.empty(),
                  Protocol.UNSPECIFIED,
                  "",
                  false,
                  oneEach(visible, namespace),
                  routings));
    }
    return new Scope(configuration, namespace, sidecar, egress);
  }

  /// One service a host: the client's own namespace's, else Kubernetes' own, else the oldest.
  static List<Service> oneEach(List<Service> visible, String namespace) {
    Map<Host, Service> chosen = new LinkedHashMap<>();
    for (Service service : visible) {
      Service before = chosen.get(service.host());
      if (before == null || rank(service, namespace) < rank(before, namespace)) {
        chosen.put(service.host(), service);
      }
    }
    return List.copyOf(chosen.values());
  }

  private static int rank(Service service, String namespace) {
    return service.namespace().equals(namespace) ? 0 : service.isKubernetes() ? 1 : 2;
  }
}
