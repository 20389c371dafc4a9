package dev.weft.compiler.plan;

import dev.weft.model.StringMatch;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Cross-origin policy of a route (Istio `CorsPolicy`).
///
/// @param forwardUnmatchedPreflights whether a preflight of an unknown origin goes to the upstream
public record CorsPlan(
    List<StringMatch> origins,
    List<String> methods,
    List<String> headers,
    List<String> exposed,
    Optional<Duration> maxAge,
    Optional<Boolean> credentials,
    boolean forwardUnmatchedPreflights) {
  public CorsPlan {
    origins = List.copyOf(origins);
    methods = List.copyOf(methods);
    headers = List.copyOf(headers);
    exposed = List.copyOf(exposed);
  }
}
