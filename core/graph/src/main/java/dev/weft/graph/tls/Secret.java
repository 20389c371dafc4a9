package dev.weft.graph.tls;

import java.util.List;
import java.util.Optional;

/// What SDS delivers under one name.
public sealed interface Secret {
  /// A certificate chain with its private key.
  record KeyPair(Pem chain, Pem key) implements Secret {}

  /// Roots to verify a peer with, and what its names must be.
  ///
  /// @param roots absent when the peer is not verified against roots
  /// @param sans any one must match; empty means that every name will do
  /// @param hashes accepted SHA-256 digests of the leaf certificate in lower-case hexadecimal
  record Validation(
      Optional<Pem> roots, Optional<Pem> revocations, List<SanMatch> sans, List<String> hashes)
      implements Secret {
    public Validation {
      sans = List.copyOf(sans);
      hashes = List.copyOf(hashes);
    }
  }
}
