package dev.weft.world.network;

import java.util.Comparator;

/// A way into a network for mutual TLS of the mesh, which it relays by server name.
///
/// @param cluster the cluster that it is part of; empty for one that MeshNetworks name by address
/// @param address an IP address or a host name
public record NetworkGateway(String network, String cluster, String address, int port)
    implements Comparable<NetworkGateway> {
  private static final Comparator<NetworkGateway> ORDER =
      Comparator.comparing(NetworkGateway::address)
          .thenComparing(NetworkGateway::port)
          .thenComparing(NetworkGateway::network)
          .thenComparing(NetworkGateway::cluster);

  /// Whether the address is an IP address, which alone can be an endpoint.
  public boolean isNumeric() {
    return address.indexOf(':') >= 0
        || address.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
  }

  @Override
  public int compareTo(NetworkGateway other) {
    return ORDER.compare(this, other);
  }
}
