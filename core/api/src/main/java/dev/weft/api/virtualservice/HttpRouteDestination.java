package dev.weft.api.virtualservice;

import dev.weft.api.schema.Required;
import java.util.Optional;

/// One of the weighted destinations of an HTTP rule (Istio, "HTTPRouteDestination").
public record HttpRouteDestination(
    @Required Destination destination, int weight, Optional<Headers> headers) {}
