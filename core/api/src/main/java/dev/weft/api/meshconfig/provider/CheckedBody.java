package dev.weft.api.meshconfig.provider;

/// How much of a request's body is sent to an authorizer (Istio,
/// "EnvoyExternalAuthorizationRequestBody").
public record CheckedBody(int maxRequestBytes, boolean allowPartialMessage, boolean packAsBytes) {}
