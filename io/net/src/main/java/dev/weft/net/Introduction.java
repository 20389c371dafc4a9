package dev.weft.net;

import dev.weft.graph.listener.Listener;
import java.util.function.Predicate;

/// What this proxy says of its workload to the proxies it talks to, in the headers of Istio's
/// metadata exchange.
///
/// @param id the value of `x-envoy-peer-metadata-id`
/// @param metadata the value of `x-envoy-peer-metadata`
/// @param meshed on which listeners
public record Introduction(String id, String metadata, Predicate<Listener> meshed) {}
