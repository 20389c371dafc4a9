package dev.weft.graph.link.cluster;

import dev.weft.graph.cluster.endpoint.Assignment;
import dev.weft.graph.cluster.endpoint.Endpoint;
import dev.weft.graph.cluster.endpoint.Group;
import dev.weft.graph.link.reading.Matchers;
import dev.weft.graph.link.reading.Refusals;
import dev.weft.graph.link.reading.Unlinkable;
import dev.weft.graph.link.reading.Where;
import dev.weft.graph.match.Fraction;
import dev.weft.model.Address;
import dev.weft.model.Locality;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import java.util.ArrayList;
import java.util.List;

/// Reads endpoint assignments.
public final class EndpointReader {
  private static final Refusals POLICY =
      Refusals.of(
          ClusterLoadAssignment.Policy.getDescriptor(),
          "endpoint_stale_after",
          "weighted_priority_health");

  private EndpointReader() {}

  public static Assignment read(ClusterLoadAssignment assignment, Where where) throws Unlinkable {
    POLICY.check(assignment.getPolicy(), where, "policy");
    List<Group> groups = new ArrayList<>(assignment.getEndpointsCount());
    for (int i = 0; i < assignment.getEndpointsCount(); i++) {
      groups.add(group(assignment.getEndpoints(i), where.in("endpoints", i)));
    }
    int overprovisioning =
        assignment.getPolicy().hasOverprovisioningFactor()
            ? (int)
                Math.min(
                    100_000,
                    Integer.toUnsignedLong(
                        assignment.getPolicy().getOverprovisioningFactor().getValue()))
            : 140;
    Fraction drop = Fraction.NONE;
    for (var overload : assignment.getPolicy().getDropOverloadsList()) {
      Fraction one = Matchers.fraction(overload.getDropPercentage());
      drop =
          one.numerator() * 1.0 / one.denominator() > drop.numerator() * 1.0 / drop.denominator()
              ? one
              : drop;
    }
    return new Assignment(groups, overprovisioning, drop);
  }

  private static Group group(LocalityLbEndpoints group, Where where) throws Unlinkable {
    if (group.hasLedsClusterLocalityConfig()) {
      throw where.lacking("discovery of the endpoints of a locality");
    }
    List<LbEndpoint> listed =
        group.hasLoadBalancerEndpoints()
            ? group.getLoadBalancerEndpoints().getLbEndpointsList()
            : group.getLbEndpointsList();
    List<Group.Seed> seeds = new ArrayList<>(listed.size());
    for (int i = 0; i < listed.size(); i++) {
      seeds.add(seed(listed.get(i), where.in("lb_endpoints", i)));
    }
    var locality = group.getLocality();
    return new Group(
        new Locality(locality.getRegion(), locality.getZone(), locality.getSubZone()),
        Math.clamp(Integer.toUnsignedLong(group.getPriority()), 0, 128),
        Math.clamp(
            Integer.toUnsignedLong(group.getLoadBalancingWeight().getValue()),
            0,
            Integer.MAX_VALUE),
        seeds);
  }

  private static Group.Seed seed(LbEndpoint endpoint, Where where) throws Unlinkable {
    Where at = where.in("endpoint").in("address");
    if (!endpoint.hasEndpoint()) {
      throw where.lacking("a named endpoint");
    }
    Endpoint.Health health =
        switch (endpoint.getHealthStatus()) {
          case UNKNOWN, HEALTHY, UNRECOGNIZED -> Endpoint.Health.HEALTHY;
          case DEGRADED -> Endpoint.Health.DEGRADED;
          case UNHEALTHY, TIMEOUT -> Endpoint.Health.UNHEALTHY;
          case DRAINING -> Endpoint.Health.DRAINING;
        };
    long weight =
        endpoint.hasLoadBalancingWeight()
            ? Integer.toUnsignedLong(endpoint.getLoadBalancingWeight().getValue())
            : 1;
    return new Group.Seed(
        address(endpoint.getEndpoint().getAddress(), at),
        endpoint.getEndpoint().getHostname(),
        Math.clamp(weight, 1, 1_000_000),
        health,
        Matchers.metadata(endpoint.getMetadata()));
  }

  public static Address address(io.envoyproxy.envoy.config.core.v3.Address address, Where where)
      throws Unlinkable {
    return switch (address.getAddressCase()) {
      case SOCKET_ADDRESS -> socket(address.getSocketAddress(), where.in("socket_address"));
      case PIPE -> {
        if (address.getPipe().getPath().isEmpty()) {
          throw where.in("pipe").in("path").fault("the path is empty", "name a socket");
        }
        yield new Address.Pipe(address.getPipe().getPath());
      }
      case ENVOY_INTERNAL_ADDRESS ->
          throw where.in("envoy_internal_address").lacking("an internal address");
      case ADDRESS_NOT_SET -> throw where.fault("there is no address", "set socket_address");
    };
  }

  public static Address.Ip socket(SocketAddress socket, Where where) throws Unlinkable {
    if (socket.getProtocol() == SocketAddress.Protocol.UDP) {
      throw where.in("protocol").lacking("UDP");
    }
    if (!socket.getNamedPort().isEmpty()) {
      throw where.in("named_port").lacking("a port by name");
    }
    int port = socket.getPortValue();
    if (port < 0 || port > 65535) {
      throw where
          .in("port_value")
          .fault(
              "port " + Integer.toUnsignedString(port) + " is not between 0 and 65535",
              "choose such a port");
    }
    if (!plausible(socket.getAddress())) {
      throw where
          .in("address")
          .fault(
              "'" + socket.getAddress() + "' is neither IP address nor host name",
              "write an IP address or host name");
    }
    return new Address.Ip(socket.getAddress(), port);
  }

  private static boolean plausible(String host) {
    if (host.isEmpty() || host.length() > 255) {
      return false;
    }
    for (int i = 0; i < host.length(); i++) {
      char c = host.charAt(i);
      boolean allowed =
          c >= 'a' && c <= 'z'
              || c >= 'A' && c <= 'Z'
              || c >= '0' && c <= '9'
              || c == '.'
              || c == '-'
              || c == '_'
              || c == ':';
      if (!allowed) {
        return false;
      }
    }
    return true;
  }
}
