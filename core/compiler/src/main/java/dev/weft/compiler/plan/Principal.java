package dev.weft.compiler.plan;

import java.util.List;
import java.util.Optional;

/// Who asks, as an authorization policy compares it (Envoy `config.rbac.v3.Principal`).
public sealed interface Principal {
  record Anybody() implements Principal {}

  record All(List<Principal> parts) implements Principal {
    public All {
      parts = List.copyOf(parts);
    }
  }

  record Some(List<Principal> parts) implements Principal {
    public Some {
      parts = List.copyOf(parts);
    }
  }

  record Not(Principal part) implements Principal {}

  /// @param spiffeId what the URI of the verified certificate must be
  record Peer(TextMatch spiffeId) implements Principal {}

  /// Where the connection comes from.
  ///
  /// @param range an address or a CIDR block
  record DirectAddress(String range) implements Principal {}

  /// Where the request comes from, behind the proxies that are trusted to say so.
  ///
  /// @param range an address or a CIDR block
  record ClientAddress(String range) implements Principal {}

  /// @param value absent when any value will do
  record Header(String name, Optional<TextMatch> value) implements Principal {}

  record Attribute(MetadataMatch match) implements Principal {}
}
