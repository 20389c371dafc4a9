package dev.weft.world;

import dev.weft.model.Address;
import java.util.Map;
import java.util.Optional;

/// How a proxy gets its traffic and where it binds.
///
/// @param outboundAddress where outbound listeners bind when nothing intercepts
///   (`WEFT_OUTBOUND_ADDRESS`; 127.0.0.1 when absent)
/// @param gatewayBind replaces the wildcard address of gateway listeners (`WEFT_GATEWAY_BIND`)
/// @param httpProxyPort port of the forward proxy listener (`HTTP_PROXY_PORT`); 0 for none
/// @param appEndpoints where the application listens, by workload port (`WEFT_APP_ENDPOINTS`); the
///   loopback or workload address and the same port when absent
public record Capture(
    Interception interception,
    String outboundAddress,
    Optional<String> gatewayBind,
    int httpProxyPort,
    Map<Integer, Address> appEndpoints) {
  /// The kernel redirects and nothing else is special.
  public static final Capture REDIRECT =
      new Capture(Interception.REDIRECT, "127.0.0.1", Optional.empty(), 0, Map.of());

  public Capture {
    appEndpoints = Map.copyOf(appEndpoints);
  }
}
