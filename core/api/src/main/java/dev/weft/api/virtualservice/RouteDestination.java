package dev.weft.api.virtualservice;

import dev.weft.api.schema.Required;

/// One of the weighted destinations of a TCP or TLS rule (Istio, "RouteDestination").
public record RouteDestination(@Required Destination destination, int weight) {}
