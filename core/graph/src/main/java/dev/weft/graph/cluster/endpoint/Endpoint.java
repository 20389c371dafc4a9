package dev.weft.graph.cluster.endpoint;

import dev.weft.graph.match.Metadata;
import dev.weft.model.Address;
import dev.weft.model.Locality;
import java.net.InetSocketAddress;

/// One place a cluster sends to.
///
/// @param address an IP address, a host name that is still to be resolved, or a Unix-domain socket
/// @param socket the same for IP and host name (then unresolved); `0.0.0.0:0` for a pipe
/// @param hostname what the endpoint is called, for health checks and automatic host rewrite; may
///   be empty
/// @param weight at least 1
/// @param priority 0 is used first
/// @param live carried from one version of the endpoint to the next
public record Endpoint(
    Address address,
    InetSocketAddress socket,
    String hostname,
    int weight,
    int priority,
    Locality locality,
    Health health,
    Metadata metadata,
    EndpointState live) {

  /// What the control plane says of the endpoint.
  public enum Health {
    HEALTHY,
    DEGRADED,
    UNHEALTHY,
    DRAINING
  }

  @Override
  public String toString() {
    return address.toString();
  }
}
