package dev.weft.api.envoyfilter;

import java.util.Optional;

/// Which filter chain of a listener (Istio, "ListenerMatch.FilterChainMatch").
public record FilterChainMatch(
    String name,
    String sni,
    String transportProtocol,
    String applicationProtocols,
    Optional<FilterMatch> filter,
    int destinationPort,
    String transportSocket) {}
