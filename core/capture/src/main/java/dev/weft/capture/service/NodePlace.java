package dev.weft.capture.service;

import dev.weft.capture.Cidr;
import java.util.List;

/// The node that tables are for.
///
/// @param name as EndpointSlices name it
/// @param pods the ranges of the cluster's pods; what comes from elsewhere is masqueraded, so that
///   answers come back through the node
public record NodePlace(String name, List<Cidr> pods) {
  public NodePlace {
    pods = List.copyOf(pods);
  }
}
