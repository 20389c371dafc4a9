package dev.weft.graph.route;

import dev.weft.graph.match.Metadata;
import dev.weft.model.Rule;
import java.util.Optional;

/// One route of a virtual host.
///
/// @param name as `%ROUTE_NAME%` prints it, possibly empty
/// @param host the name of its virtual host
/// @param operation what a span is called (Envoy, `Decorator`), or empty
public record Route(String name, String host, Metadata metadata, String operation) {
  public Route(String name, String host, Metadata metadata) {
    this(name, host, metadata, "");
  }

  /// What resource decided it, where the control plane said so.
  public Optional<Rule> rule() {
    return metadata.rule();
  }
}
