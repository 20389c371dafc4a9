package dev.weft.api.meshconfig.proxy;

import java.util.Optional;

/// What stands in front of a gateway (Istio mesh, "Topology").
public record Topology(
    int numTrustedProxies,
    ForwardClientCertDetails forwardClientCertDetails,
    Optional<ProxyProtocolConfiguration> proxyProtocol) {
  /// Expects a PROXY protocol header on each connection.
  public record ProxyProtocolConfiguration() {}
}
