package dev.weft.world.rules;

import dev.weft.api.virtualservice.HttpRoute;
import dev.weft.model.Rule;

/// One HTTP rule of a VirtualService, after delegation.
///
/// @param namespace of the resource that names the destinations, for short names
/// @param rule the resource and field that it was written in, the delegate's for a delegated one
public record HttpRule(HttpRoute route, String namespace, Rule rule) {}
