package dev.weft.api.virtualservice;

import dev.weft.api.schema.Required;
import java.util.Optional;

/// A destination that gets a copy of the requests (Istio, "HTTPMirrorPolicy").
public record HttpMirrorPolicy(@Required Destination destination, Optional<Percent> percentage) {}
