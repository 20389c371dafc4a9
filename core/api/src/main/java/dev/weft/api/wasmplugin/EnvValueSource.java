package dev.weft.api.wasmplugin;

/// Where a variable's value comes from (Istio, "EnvValueSource").
public enum EnvValueSource {
  INLINE,
  HOST
}
