package dev.weft.api.meshconfig.provider;

import java.util.Optional;

/// What describes the proxy in traces.
public record ResourceDetectors(Optional<Environment> environment, Optional<Dynatrace> dynatrace) {
  /// Takes attributes from the environment.
  public record Environment() {}

  /// Takes attributes from Dynatrace's files.
  public record Dynatrace() {}
}
