package dev.weft.api.meshconfig.provider;

import dev.weft.api.schema.Inline;
import dev.weft.api.schema.Required;
import java.util.Optional;

/// A header that is sent to a provider.
public record HttpHeader(@Required String name, @Inline Optional<HeaderValue> headerValue) {}
