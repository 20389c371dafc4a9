package dev.weft.graph.cluster.endpoint;

import dev.weft.graph.match.Metadata;
import dev.weft.model.Address;
import dev.weft.model.Locality;
import java.util.List;

/// The endpoints of one locality at one priority, as the control plane lists them.
///
/// @param weight of the locality, 0 for none given
/// @param seeds the endpoints; those with a host name are resolved later
public record Group(Locality locality, int priority, int weight, List<Seed> seeds) {
  public Group {
    seeds = List.copyOf(seeds);
  }

  /// One listed endpoint, before names are resolved and live state is attached.
  public record Seed(
      Address address, String hostname, int weight, Endpoint.Health health, Metadata metadata) {}
}
