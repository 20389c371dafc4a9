package dev.weft.bench.macro.peer;

import java.util.Optional;

/// What one proxy process is to do: listen, know `hosts` services, and forward to one upstream
/// port.
///
/// @param listenPort on 127.0.0.1
/// @param upstreamPort on 127.0.0.1
/// @param hosts how many virtual hosts and clusters it knows; all forward to the same upstream
/// @param http2 whether it speaks HTTP/2 on both sides
/// @param oneRequest whether a connection to the upstream is for one request, without an earlier
///   one's TLS session
/// @param server certificates to show to clients, who must show theirs
/// @param client certificates to show to the upstream, which must show its own
public record Hop(
    int listenPort,
    int upstreamPort,
    int hosts,
    boolean http2,
    boolean oneRequest,
    Optional<Identities> server,
    Optional<Identities> client) {}
