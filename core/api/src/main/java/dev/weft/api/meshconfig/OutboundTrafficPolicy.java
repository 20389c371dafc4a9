package dev.weft.api.meshconfig;

import dev.weft.api.destinationrule.ClientTlsSettings;
import java.util.Optional;

/// What proxies do with traffic for unknown destinations.
public record OutboundTrafficPolicy(Mode mode, Optional<ClientTlsSettings> tls) {
  /// One of the values that the API has; the first is the default.
  public enum Mode {
    REGISTRY_ONLY,
    ALLOW_ANY,
    ALLOW_ANY_DYNAMIC_DNS
  }
}
