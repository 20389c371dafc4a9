package dev.weft.world;

import dev.weft.model.Address;
import java.util.Map;
import java.util.Optional;

/// How a proxy gets its traffic and where it binds.
///
/// @param outboundAddress where outbound listeners bind when nothing intercepts
///   (`WEFT_OUTBOUND_ADDRESS`; 127.0.0.1 when absent)
/// @param gatewayBind replaces the wildcard address of gateway listeners (`WEFT_GATEWAY_BIND`)
/// @param doors where a gateway listens besides, for those outside the mesh
/// @param httpProxyPort port of the forward proxy listener (`HTTP_PROXY_PORT`); 0 for none
/// @param appEndpoints where the application listens, by workload port (`WEFT_APP_ENDPOINTS`); the
///   loopback or workload address and the same port when absent
public record Capture(
    Interception interception,
    String outboundAddress,
    Optional<String> gatewayBind,
    Optional<Doors> doors,
    int httpProxyPort,
    Map<Integer, Address> appEndpoints) {
  /// The kernel redirects and nothing else is special.
  public static final Capture REDIRECT =
      new Capture(
          Interception.REDIRECT, "127.0.0.1", Optional.empty(), Optional.empty(), 0, Map.of());

  public Capture {
    appEndpoints = Map.copyOf(appEndpoints);
  }

  /// How a gateway without privileges is reached from outside.
  ///
  /// @param host IP address of every door (`WEFT_GATEWAY_DOOR`)
  /// @param ports its port by the port that a Gateway names, for those that differ
  ///   (`WEFT_GATEWAY_DOOR_PORTS`)
  public record Doors(String host, Map<Integer, Integer> ports) {
    public Doors {
      ports = Map.copyOf(ports);
    }

    /// The door of a Gateway's port.
    public Address of(int number) {
      return Address.ip(host, ports.getOrDefault(number, number));
    }
  }
}
