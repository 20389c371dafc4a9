package dev.weft.api.requestauthentication;

import dev.weft.api.schema.Required;

/// A header that carries a token (Istio, "JWTHeader").
public record JwtHeader(@Required String name, String prefix) {}
