package dev.weft.world.rules;

import dev.weft.model.Protocol;
import dev.weft.model.Rule;

/// An inbound listener that a `Sidecar` asks for.
///
/// @param bind the address to bind, empty for the usual one
/// @param bound whether it has a socket of its own although traffic is redirected (`captureMode:
///   NONE`)
/// @param defaultEndpoint where the application listens: `127.0.0.1:PORT`, `0.0.0.0:PORT` or
///   `unix://PATH`; empty for the usual place
public record Ingress(
    int port,
    String portName,
    Protocol protocol,
    String bind,
    boolean bound,
    String defaultEndpoint,
    Rule rule) {}
