package dev.weft.telemetry.accesslog;

import java.util.Map;

/// What lines may quote of the process that writes them.
///
/// @param variables the environment, for `%ENVIRONMENT(X)%`
/// @param hostname for `%HOSTNAME%`
public record Surroundings(Map<String, String> variables, String hostname) {
  public Surroundings {
    variables = Map.copyOf(variables);
  }
}
