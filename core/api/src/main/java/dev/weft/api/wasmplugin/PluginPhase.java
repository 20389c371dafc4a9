package dev.weft.api.wasmplugin;

/// Where in the chain of filters the extension runs (Istio, "PluginPhase").
public enum PluginPhase {
  UNSPECIFIED_PHASE,
  AUTHN,
  AUTHZ,
  STATS
}
