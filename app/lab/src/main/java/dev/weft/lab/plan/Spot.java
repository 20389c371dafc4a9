package dev.weft.lab.plan;

import dev.weft.lab.topology.Cluster;
import dev.weft.lab.topology.Node;
import dev.weft.lab.topology.Range;

/// A node of a cluster on the machine.
///
/// @param namespace the network namespace that it is
/// @param cluster whose node it is
/// @param node what the lab says of it
/// @param pods the addresses of its pods; the first is its own on their bridge
/// @param uplink the addresses of the link to its network's router: the router's first, then its
///   own
public record Spot(String namespace, Cluster cluster, Node node, Range pods, Range uplink) {
  /// Its own address, which others reach it by.
  public String address() {
    return uplink.address(2);
  }

  /// The router's address on the link to it.
  public String router() {
    return uplink.address(1);
  }

  /// Where its pods send everything.
  public String gateway() {
    return pods.address(1);
  }
}
