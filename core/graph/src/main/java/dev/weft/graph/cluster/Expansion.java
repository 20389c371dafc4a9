package dev.weft.graph.cluster;

import dev.weft.graph.cluster.endpoint.Assignment;
import dev.weft.graph.cluster.endpoint.Endpoint;
import dev.weft.graph.cluster.endpoint.EndpointState;
import dev.weft.graph.cluster.endpoint.Group;
import dev.weft.graph.match.Cidr;
import dev.weft.model.Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Makes endpoints of what is listed: names become the addresses that they have been resolved to,
/// and an endpoint that was there before keeps its live state.
final class Expansion {
  private final Settings settings;
  private final Map<Lookup, List<InetAddress>> answers;
  private final Map<Place, EndpointState> known;
  private final Map<String, Lookup> wanted = new TreeMap<>();
  private final List<Endpoint> expanded = new ArrayList<>();

  Expansion(Settings settings, Map<Lookup, List<InetAddress>> answers, List<Endpoint> before) {
    this.settings = settings;
    this.answers = answers;
    known = before.isEmpty() ? Map.of() : HashMap.newHashMap(before.size());
    for (Endpoint endpoint : before) {
      known.put(new Place(endpoint.address(), endpoint.hostname()), endpoint.live());
    }
  }

  /// What makes an endpoint the same one as before.
  private record Place(Address address, String hostname) {}

  void addAll(Assignment assignment) {
    for (Group group : assignment.groups()) {
      for (Group.Seed seed : group.seeds()) {
        add(group, seed);
      }
    }
  }

  List<Lookup> lookups() {
    return List.copyOf(wanted.values());
  }

  List<Endpoint> endpoints() {
    return List.copyOf(expanded);
  }

  private void add(Group group, Group.Seed seed) {
    switch (seed.address()) {
      case Address.Pipe pipe -> add(group, seed, new Target(pipe, new InetSocketAddress(0)));
      case Address.Ip ip -> {
        InetAddress literal = Cidr.address(ip.host()).orElse(null);
        if (literal == null) {
          addNamed(group, seed, ip);
        } else {
          add(group, seed, new Target(ip, new InetSocketAddress(literal, ip.port())));
        }
      }
    }
  }

  private record Target(Address address, InetSocketAddress socket) {}

  private void addNamed(Group group, Group.Seed seed, Address.Ip named) {
    Lookup lookup =
        new Lookup(named.host(), named.port(), settings.family(), settings.dnsRefresh());
    wanted.put(named.toString(), lookup);
    List<InetAddress> addresses = answers.get(lookup);
    if (addresses == null) {
      add(
          group,
          seed,
          new Target(named, InetSocketAddress.createUnresolved(named.host(), named.port())));
      return;
    }
    int most = settings.discovery() == Discovery.STRICT_DNS ? Lookup.MAX_ADDRESSES : 1;
    for (InetAddress address : addresses.subList(0, Math.min(most, addresses.size()))) {
      Address resolved = Address.ip(Cidr.text(address), named.port());
      add(group, seed, new Target(resolved, new InetSocketAddress(address, named.port())));
    }
  }

  private void add(Group group, Group.Seed seed, Target target) {
    // An endpoint that was listed by name is called by it.
    boolean resolved = target.socket().isUnresolved() || target.address() != seed.address();
    String hostname =
        seed.hostname().isEmpty() && resolved && seed.address() instanceof Address.Ip ip
            ? ip.host()
            : seed.hostname();
    EndpointState live = known.isEmpty() ? null : known.get(new Place(target.address(), hostname));
    expanded.add(
        new Endpoint(
            target.address(),
            target.socket(),
            hostname,
            seed.weight(),
            group.priority(),
            group.locality(),
            seed.health(),
            seed.metadata(),
            live == null ? new EndpointState() : live));
  }
}
