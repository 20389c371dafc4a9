package dev.weft.graph.edit;

import dev.weft.graph.exchange.Arrival;
import dev.weft.graph.exchange.Head;
import dev.weft.graph.exchange.Peer;

/// What command operators may speak of.
public record Facts(Head head, Peer peer, Arrival arrival) {}
