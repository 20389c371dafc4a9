package dev.weft.api.meshconfig;

import dev.weft.api.selection.SetSelector;
import java.util.Optional;

/// The scope of the services that are selected (Istio, "ServiceScopeConfigs").
public record ServiceScope(
    Optional<SetSelector> namespaceSelector, Optional<SetSelector> servicesSelector, Scope scope) {
  /// One of the values that the API has; the first is the default.
  public enum Scope {
    LOCAL,
    GLOBAL
  }
}
