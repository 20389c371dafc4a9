package dev.weft.graph.listener;

import dev.weft.graph.match.Metadata;
import dev.weft.graph.tls.ServerTls;
import java.time.Duration;
import java.util.Optional;

/// A filter chain: how TLS is terminated and what serves the bytes.
///
/// @param match when it applies
/// @param tls empty for plain text (or TLS that is passed through)
/// @param transportTimeout for the handshake; zero waits forever
public record Chain(
    String name,
    ChainMatch match,
    Optional<ServerTls> tls,
    Terminal terminal,
    Duration transportTimeout,
    Metadata metadata) {}
