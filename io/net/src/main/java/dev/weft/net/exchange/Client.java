package dev.weft.net.exchange;

import dev.weft.graph.exchange.Arrival;
import dev.weft.graph.exchange.Peer;
import dev.weft.graph.listener.Chain;
import dev.weft.graph.listener.HttpTerminal;
import dev.weft.graph.listener.Listener;
import dev.weft.net.Introduction;
import dev.weft.net.lane.Lane;
import dev.weft.net.upstream.Origin;
import dev.weft.net.upstream.Pools;
import java.util.Optional;

/// A client's HTTP connection, as every request on it sees it. The chain is the one that was chosen
/// when it was accepted, whatever the graph says since.
///
/// @param introduction of this proxy, where the listener is the mesh's
/// @param origin of connections to upstreams that are made for it
public record Client(
    Lane lane,
    Pools pools,
    Listener listener,
    Optional<Chain> chain,
    HttpTerminal terminal,
    Arrival arrival,
    Peer peer,
    Optional<Introduction> introduction,
    Origin origin) {}
