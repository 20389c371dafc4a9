package dev.weft.api.virtualservice.reply;

/// The port of the new location: a number, or derived from the request or the scheme.
public sealed interface RedirectPort {
  record Port(int value) implements RedirectPort {}

  record DerivePort(Selection value) implements RedirectPort {}

  /// What a port is derived from (Istio, "RedirectPortSelection").
  enum Selection {
    FROM_PROTOCOL_DEFAULT,
    FROM_REQUEST_PORT
  }
}
