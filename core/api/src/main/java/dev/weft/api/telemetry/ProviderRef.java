package dev.weft.api.telemetry;

import dev.weft.api.schema.Required;

/// Names a provider of the mesh configuration (Istio, "ProviderRef").
public record ProviderRef(@Required String name) {}
