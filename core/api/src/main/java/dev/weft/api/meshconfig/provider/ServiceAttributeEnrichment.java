package dev.weft.api.meshconfig.provider;

/// How services are named in traces.
public enum ServiceAttributeEnrichment {
  ISTIO_CANONICAL,
  OTEL_SEMANTIC_CONVENTIONS
}
