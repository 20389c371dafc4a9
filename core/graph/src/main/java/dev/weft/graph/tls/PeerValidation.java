package dev.weft.graph.tls;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How the other side's certificate is verified.
///
/// @param secret holds a [Secret.Validation] with the roots; absent means that nothing is verified
/// @param sans further names of which one must match, beside those of the secret; empty means that
///   every name will do
/// @param system whether the operating system's roots are used
/// @param domains the roots of each trust domain, where the secret does not say them itself
public record PeerValidation(
    Optional<SecretCell> secret, List<SanMatch> sans, boolean system, Map<String, Pem> domains) {
  public static final PeerValidation NONE = new PeerValidation(Optional.empty(), List.of(), false);

  public PeerValidation {
    sans = List.copyOf(sans);
    domains = Map.copyOf(domains);
  }

  /// Roots from the secret alone.
  public PeerValidation(Optional<SecretCell> secret, List<SanMatch> sans, boolean system) {
    this(secret, sans, system, Map.of());
  }

  /// Whether a presented certificate is checked at all.
  public boolean verifies() {
    return secret.isPresent() || system;
  }
}
