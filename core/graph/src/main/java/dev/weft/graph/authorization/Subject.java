package dev.weft.graph.authorization;

import dev.weft.graph.exchange.Arrival;
import dev.weft.graph.exchange.Head;
import dev.weft.graph.exchange.Peer;
import java.net.InetSocketAddress;
import java.util.Optional;

/// What is to be judged.
///
/// @param head empty for a TCP connection
/// @param client the trusted client address, behind whatever proxies are trusted
public record Subject(Optional<Head> head, Peer peer, Arrival arrival, InetSocketAddress client) {}
