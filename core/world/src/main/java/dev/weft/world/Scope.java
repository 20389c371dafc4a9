package dev.weft.world;

import dev.weft.api.Resource;
import dev.weft.api.sidecar.Sidecar;
import dev.weft.model.Host;
import dev.weft.model.Labels;
import dev.weft.world.registry.Service;
import dev.weft.world.rules.OutboundPolicy;
import dev.weft.world.rules.Traffic;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// What proxies of one namespace with one Sidecar may see, endpoints apart. Every such proxy shares
/// it, and so does each later world until services or rules change.
public final class Scope {
  private final Configuration configuration;
  private final String namespace;
  private final Optional<Resource<Sidecar>> sidecar;
  private final List<Egress> egress;
  private final Map<Host, Service> services = new LinkedHashMap<>();
  private final Map<Object, Object> derived = new ConcurrentHashMap<>();

  Scope(
      Configuration configuration,
      String namespace,
      Optional<Resource<Sidecar>> sidecar,
      List<Egress> egress) {
    this.configuration = configuration;
    this.namespace = namespace;
    this.sidecar = sidecar;
    this.egress = egress;
    for (Egress listener : egress) {
      for (Service service : listener.services()) {
        Service before = services.get(service.host());
        if (before == null || before.ports().size() < service.ports().size()) {
          services.put(service.host(), service);
        }
      }
    }
  }

  public String namespace() {
    return namespace;
  }

  public Configuration configuration() {
    return configuration;
  }

  /// The Sidecar that narrows it.
  public Optional<Resource<Sidecar>> sidecar() {
    return sidecar;
  }

  /// What may be reached, a listener at a time; the one without a port is last.
  public List<Egress> egress() {
    return egress;
  }

  /// Every visible service, one a host, oldest first.
  public List<Service> services() {
    return new ArrayList<>(services.values());
  }

  /// The visible service of a host.
  public Optional<Service> service(Host host) {
    return Optional.ofNullable(services.get(host));
  }

  /// What DestinationRules say of a host to a client of this namespace.
  public Optional<Traffic> traffic(Host host, Labels client) {
    Service service = services.get(host);
    return configuration
        .destinationRules()
        .find(host, service == null ? namespace : service.namespace(), namespace, client);
  }

  /// What becomes of traffic to unknown destinations.
  public OutboundPolicy outboundPolicy() {
    return sidecar
        .flatMap(resource -> resource.spec().outboundTrafficPolicy())
        .map(policy ->
            switch (policy.mode()) {
              case ALLOW_ANY -> OutboundPolicy.ALLOW_ANY;
              case REGISTRY_ONLY -> OutboundPolicy.REGISTRY_ONLY;
            })
        .orElse(configuration.mesh().outbound());
  }

  /// A value that follows from this scope and the key alone, made once and then shared.
  ///
  /// @param key of a type that only the maker of such values uses
  public <T> T derived(Object key, Class<T> type, Function<Scope, T> maker) {
    Object known = derived.get(key);
    if (known == null) {
      T made = maker.apply(this);
      Object raced = derived.putIfAbsent(key, made);
      known = raced == null ? made : raced;
    }
    return type.cast(known);
  }
}
