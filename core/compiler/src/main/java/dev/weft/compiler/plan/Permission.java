package dev.weft.compiler.plan;

import java.util.List;
import java.util.Optional;

/// What is asked for, as an authorization policy compares it (Envoy `config.rbac.v3.Permission`).
public sealed interface Permission {
  record Anything() implements Permission {}

  record All(List<Permission> parts) implements Permission {
    public All {
      parts = List.copyOf(parts);
    }
  }

  record Some(List<Permission> parts) implements Permission {
    public Some {
      parts = List.copyOf(parts);
    }
  }

  record Not(Permission part) implements Permission {}

  /// @param name such as `:method` or `:authority`
  /// @param value absent when any value will do
  record Header(String name, Optional<TextMatch> value) implements Permission {}

  /// The path without its query.
  record Path(TextMatch text) implements Permission {}

  /// @param template in which `*` stands for one segment and `**` for any number
  record PathTemplate(String template) implements Permission {}

  /// @param range an address or a CIDR block
  record DestinationAddress(String range) implements Permission {}

  record DestinationPort(int port) implements Permission {}

  /// The server name that the client asked for in its TLS hello.
  record ServerName(TextMatch text) implements Permission {}

  record Attribute(MetadataMatch match) implements Permission {}
}
