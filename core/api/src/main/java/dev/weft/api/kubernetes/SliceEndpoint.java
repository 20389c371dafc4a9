package dev.weft.api.kubernetes;

import dev.weft.api.schema.Required;
import java.util.List;
import java.util.Optional;

/// One backend of a service.
public record SliceEndpoint(
    @Required List<String> addresses,
    Optional<Conditions> conditions,
    String hostname,
    String nodeName,
    String zone,
    Optional<ObjectReference> targetRef) {
  public SliceEndpoint {
    addresses = List.copyOf(addresses);
  }

  /// Whether the backend takes traffic; absent means yes for `ready` and `serving`.
  public record Conditions(
      Optional<Boolean> ready, Optional<Boolean> serving, Optional<Boolean> terminating) {}
}
