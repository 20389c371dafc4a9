package dev.weft.api.meshconfig.provider;

/// Which headers carry the context of a trace.
public enum TraceContextOption {
  USE_B3,
  USE_B3_WITH_W3C_PROPAGATION
}
