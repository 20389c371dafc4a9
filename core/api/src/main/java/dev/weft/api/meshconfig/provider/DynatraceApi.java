package dev.weft.api.meshconfig.provider;

import dev.weft.api.schema.Required;

/// Where the sampler asks.
public record DynatraceApi(
    @Required String service, @Required int port, @Required HttpService http) {}
