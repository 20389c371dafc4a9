package dev.weft.api.meshconfig;

import java.util.List;

/// The providers that are used where nothing else is said.
public record DefaultProviders(
    List<String> tracing, List<String> metrics, List<String> accessLogging) {
  public DefaultProviders {
    tracing = List.copyOf(tracing);
    metrics = List.copyOf(metrics);
    accessLogging = List.copyOf(accessLogging);
  }
}
