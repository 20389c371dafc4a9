package dev.weft.graph.tls;

import java.util.List;
import java.util.Optional;

/// How the other side's certificate is verified.
///
/// @param secret holds a [Secret.Validation] with the roots; absent means that nothing is verified
/// @param sans further names of which one must match, beside those of the secret; empty means that
///   every name will do
/// @param system whether the operating system's roots are used
public record PeerValidation(Optional<SecretCell> secret, List<SanMatch> sans, boolean system) {
  public static final PeerValidation NONE = new PeerValidation(Optional.empty(), List.of(), false);

  public PeerValidation {
    sans = List.copyOf(sans);
  }

  /// Whether a presented certificate is checked at all.
  public boolean verifies() {
    return secret.isPresent() || system;
  }
}
