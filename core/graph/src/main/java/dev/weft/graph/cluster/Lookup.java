package dev.weft.graph.cluster;

import java.time.Duration;

/// A host name that a DNS cluster wants resolved again and again; answers go to
/// [Cluster#resolved(Lookup, java.util.List)].
///
/// @param port of the endpoints that the answer yields
/// @param refresh when the answer has no usable time to live
public record Lookup(String host, int port, Family family, Duration refresh) {
  /// The most addresses of one name that become endpoints.
  static final int MAX_ADDRESSES = 256;

  public enum Family {
    AUTO,
    V4_ONLY,
    V6_ONLY,
    V4_PREFERRED,
    ALL
  }
}
