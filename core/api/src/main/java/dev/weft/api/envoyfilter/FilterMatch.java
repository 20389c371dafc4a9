package dev.weft.api.envoyfilter;

import java.util.Optional;

/// Which filter of a chain (Istio, "ListenerMatch.FilterMatch").
public record FilterMatch(String name, Optional<SubFilterMatch> subFilter) {
  /// Which filter inside the filter.
  public record SubFilterMatch(String name) {}
}
