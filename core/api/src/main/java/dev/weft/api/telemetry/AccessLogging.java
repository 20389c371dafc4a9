package dev.weft.api.telemetry;

import java.util.List;
import java.util.Optional;

/// Settings of access logs (Istio, "AccessLogging").
public record AccessLogging(
    Optional<LogSelector> match,
    List<ProviderRef> providers,
    Optional<Boolean> disabled,
    Optional<Filter> filter) {
  public AccessLogging {
    providers = List.copyOf(providers);
  }

  /// Which side of a call.
  public record LogSelector(WorkloadMode mode) {}

  /// Which requests are logged, as a CEL expression.
  public record Filter(String expression) {}
}
