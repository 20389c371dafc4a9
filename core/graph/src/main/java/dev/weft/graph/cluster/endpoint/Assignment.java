package dev.weft.graph.cluster.endpoint;

import dev.weft.graph.match.Fraction;
import java.util.List;

/// All that EDS, or the cluster itself, says of endpoints.
///
/// @param overprovisioningPercent by how much healthy endpoints may stand in for unhealthy ones
/// @param drop the share of requests to refuse
public record Assignment(List<Group> groups, int overprovisioningPercent, Fraction drop) {
  public static final Assignment NONE = new Assignment(List.of(), 140, Fraction.NONE);

  public Assignment {
    groups = List.copyOf(groups);
  }
}
