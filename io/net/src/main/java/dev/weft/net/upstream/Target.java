package dev.weft.net.upstream;

import dev.weft.graph.cluster.Cluster;
import dev.weft.graph.cluster.endpoint.Endpoint;
import dev.weft.graph.tls.ClientTls;
import java.util.List;
import java.util.Optional;

/// Where to connect, and how.
///
/// @param serverName SNI, or empty
/// @param alpn what is offered; empty for none
/// @param origin whose connection it is made for
record Target(
    Cluster cluster,
    Endpoint endpoint,
    Optional<ClientTls> tls,
    String serverName,
    List<String> alpn,
    Origin origin) {}
