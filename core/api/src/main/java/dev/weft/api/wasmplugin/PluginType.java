package dev.weft.api.wasmplugin;

/// The sort of extension (Istio, "PluginType").
public enum PluginType {
  UNSPECIFIED_PLUGIN_TYPE,
  HTTP,
  NETWORK
}
