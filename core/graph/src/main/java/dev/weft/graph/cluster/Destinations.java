package dev.weft.graph.cluster;

import dev.weft.graph.cluster.endpoint.Endpoint;
import dev.weft.graph.cluster.endpoint.EndpointState;
import dev.weft.graph.match.Cidr;
import dev.weft.graph.match.Metadata;
import dev.weft.model.Address;
import dev.weft.model.Locality;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/// The endpoints of an original-destination cluster, made as they are asked for.
final class Destinations {
  /// The most that are remembered; those without requests under way are forgotten first.
  private static final int MOST = 10_000;

  private final ConcurrentHashMap<InetSocketAddress, Endpoint> known = new ConcurrentHashMap<>();

  Endpoint at(InetSocketAddress address) {
    Endpoint endpoint = known.get(address);
    if (endpoint != null) {
      return endpoint;
    }
    if (known.size() >= MOST) {
      known.values().removeIf(idle -> idle.live().active() == 0);
    }
    return known.size() >= MOST ? make(address) : known.computeIfAbsent(address, this::make);
  }

  List<Endpoint> all() {
    return List.copyOf(known.values());
  }

  private Endpoint make(InetSocketAddress address) {
    return new Endpoint(
        Address.ip(Cidr.text(address.getAddress()), address.getPort()),
        address,
        "",
        1,
        0,
        Locality.UNKNOWN,
        Endpoint.Health.HEALTHY,
        Metadata.NONE,
        new EndpointState());
  }
}
