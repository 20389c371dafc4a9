package dev.weft.api.meshconfig.proxy;

import dev.weft.api.schema.Inline;
import java.time.Duration;
import java.util.Optional;

/// Who computes with the private key (Istio mesh, "PrivateKeyProvider").
public record PrivateKeyProvider(@Inline Optional<Provider> provider) {
  /// The accelerators.
  public sealed interface Provider {
    record Cryptomb(Optional<Duration> pollDelay, Optional<Boolean> fallback) implements Provider {}

    record Qat(Optional<Duration> pollDelay, Optional<Boolean> fallback) implements Provider {}
  }
}
