package dev.weft.api.destinationrule;

import dev.weft.api.schema.Required;

/// An attribute to add to a generated cookie (Istio, "HTTPCookie.Attribute").
public record CookieAttribute(@Required String name, String value) {}
