package dev.weft.world.network;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Every gateway between networks. While there is none, all endpoints are taken to be reachable
/// (Istio, "Multi-network").
public final class NetworkGateways {
  /// One network, or networks that route to each other.
  public static final NetworkGateways NONE = new NetworkGateways(List.of());

  /// A bound for weights: more gateways than this in one network share them unevenly.
  private static final int LIMIT_SCALE = 1_000_000;

  private final List<NetworkGateway> all;
  private final Map<String, List<String>> addresses;
  private final SortedSet<String> names = new TreeSet<>();
  private final Set<String> networks = new HashSet<>();
  private final Map<String, List<NetworkGateway>> byNetwork = new TreeMap<>();
  private final Map<String, List<NetworkGateway>> byPlace = new TreeMap<>();
  private final int scale;

  /// Gateways whose host names, if they have such, stand for nothing yet.
  public NetworkGateways(Collection<NetworkGateway> gateways) {
    this(gateways, Map.of());
  }

  private NetworkGateways(
      Collection<NetworkGateway> gateways, Map<String, List<String>> addresses) {
    this.all = List.copyOf(new TreeSet<>(gateways));
    this.addresses = Map.copyOf(addresses);
    Set<NetworkGateway> reached = new TreeSet<>();
    for (NetworkGateway gateway : all) {
      networks.add(gateway.network());
      if (gateway.isNumeric()) {
        reached.add(gateway);
      } else {
        names.add(gateway.address());
        for (String address : addresses.getOrDefault(gateway.address(), List.of())) {
          reached.add(
              new NetworkGateway(gateway.network(), gateway.cluster(), address, gateway.port()));
        }
      }
    }
    for (NetworkGateway gateway : reached) {
      byNetwork.computeIfAbsent(gateway.network(), none -> new ArrayList<>()).add(gateway);
      byPlace
          .computeIfAbsent(place(gateway.network(), gateway.cluster()), none -> new ArrayList<>())
          .add(gateway);
    }
    int multiple = 1;
    for (Map<String, List<NetworkGateway>> index : List.of(byNetwork, byPlace)) {
      for (List<NetworkGateway> some : index.values()) {
        multiple = Math.min(LIMIT_SCALE, commonMultiple(multiple, some.size()));
      }
    }
    this.scale = multiple;
  }

  /// All gateways, those with host names included, by address and port.
  public List<NetworkGateway> all() {
    return all;
  }

  /// The host names among their addresses, which somebody has to look up.
  public SortedSet<String> names() {
    return Collections.unmodifiableSortedSet(names);
  }

  /// What host names were found to stand for, as given.
  public Map<String, List<String>> addresses() {
    return addresses;
  }

  /// The same gateways, whose host names stand for these IP addresses.
  public NetworkGateways resolved(Map<String, List<String>> found) {
    return found.equals(addresses) ? this : new NetworkGateways(all, found);
  }

  /// Whether the way into a network is through a gateway. One that is known by a host name alone
  /// counts, although nothing can be sent to it before the name is looked up.
  public boolean guard(String network) {
    return networks.contains(network);
  }

  /// The gateways to workloads of a network in a cluster, by IP address: the cluster's own, else
  /// any of the network.
  public List<NetworkGateway> to(String network, String cluster) {
    List<NetworkGateway> own = byPlace.getOrDefault(place(network, cluster), List.of());
    return own.isEmpty() ? byNetwork.getOrDefault(network, List.of()) : own;
  }

  /// The gateway that is reached at an address.
  public Optional<NetworkGateway> at(String address, int port) {
    return byNetwork.values().stream()
        .flatMap(List::stream)
        .filter(gateway -> gateway.address().equals(address) && gateway.port() == port)
        .findFirst();
  }

  /// What each endpoint's weight is multiplied by so that it divides evenly among the gateways of
  /// any network: the least common multiple of their numbers.
  public int scale() {
    return scale;
  }

  @Override
  public boolean equals(@org.jspecify.annotations.Nullable Object other) {
    return other instanceof NetworkGateways that
        && all.equals(that.all)
        && addresses.equals(that.addresses);
  }

  @Override
  public int hashCode() {
    return 31 * all.hashCode() + addresses.hashCode();
  }

  private static String place(String network, String cluster) {
    return network + "\n" + cluster;
  }

  private static int commonMultiple(int left, int right) {
    int a = left;
    int b = right;
    while (b != 0) {
      int rest = a % b;
      a = b;
      b = rest;
    }
    return left / a * right;
  }
}
