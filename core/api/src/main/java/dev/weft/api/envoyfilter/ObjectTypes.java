package dev.weft.api.envoyfilter;

import java.util.Optional;

/// The kind of object that is matched.
public sealed interface ObjectTypes {
  record Listener(
      int portNumber,
      String portName,
      Optional<FilterChainMatch> filterChain,
      String listenerFilter,
      String name)
      implements ObjectTypes {}

  record RouteConfiguration(
      int portNumber,
      String portName,
      String gateway,
      Optional<VirtualHostMatch> vhost,
      String name)
      implements ObjectTypes {}

  record Cluster(int portNumber, String service, String subset, String name)
      implements ObjectTypes {}

  record Waypoint(
      Optional<Integer> portNumber, Optional<FilterMatch> filter, Optional<WaypointRoute> route)
      implements ObjectTypes {}
}
