package dev.weft.graph.tls;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
  /// @param domains the roots of each trust domain by its name; when there are any, a peer is
  ///   verified by those of the domain that its SPIFFE id names, and `roots` do not count
  record Validation(
      Optional<Pem> roots,
      Optional<Pem> revocations,
      List<SanMatch> sans,
      List<String> hashes,
      Map<String, Pem> domains)
      implements Secret {
    public Validation {
      sans = List.copyOf(sans);
      hashes = List.copyOf(hashes);
      domains = Map.copyOf(domains);
    }

    /// One set of roots for every peer.
    public Validation(
        Optional<Pem> roots, Optional<Pem> revocations, List<SanMatch> sans, List<String> hashes) {
      this(roots, revocations, sans, hashes, Map.of());
    }

    /// Every text that it is made of.
    public List<Pem> pems() {
      List<Pem> all = new ArrayList<>(domains.values());
      roots.ifPresent(all::add);
      revocations.ifPresent(all::add);
      return all;
    }
  }
}
