package dev.weft.world.network;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
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
  private final Map<String, List<NetworkGateway>> byNetwork = new TreeMap<>();
  private final Map<String, List<NetworkGateway>> byPlace = new TreeMap<>();
  private final int scale;

  public NetworkGateways(Collection<NetworkGateway> gateways) {
    this.all = List.copyOf(new TreeSet<>(gateways));
    for (NetworkGateway gateway : all) {
      if (gateway.isNumeric()) {
        byNetwork.computeIfAbsent(gateway.network(), none -> new ArrayList<>()).add(gateway);
        byPlace
            .computeIfAbsent(place(gateway.network(), gateway.cluster()), none -> new ArrayList<>())
            .add(gateway);
      }
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

  public boolean isEmpty() {
    return byNetwork.isEmpty();
  }

  /// The gateways to workloads of a network in a cluster: the cluster's own, else any of the
  /// network; none when the network is reached without.
  public List<NetworkGateway> to(String network, String cluster) {
    List<NetworkGateway> own = byPlace.getOrDefault(place(network, cluster), List.of());
    return own.isEmpty() ? byNetwork.getOrDefault(network, List.of()) : own;
  }

  /// What each endpoint's weight is multiplied by so that it divides evenly among the gateways of
  /// any network: the least common multiple of their numbers.
  public int scale() {
    return scale;
  }

  @Override
  public boolean equals(@org.jspecify.annotations.Nullable Object other) {
    return other instanceof NetworkGateways that && all.equals(that.all);
  }

  @Override
  public int hashCode() {
    return all.hashCode();
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
