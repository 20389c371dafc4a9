package dev.weft.world.rules;

/// What a server asks of its clients (Istio `PeerAuthentication.mtls.mode`), resolved.
public enum MutualTls {
  /// Plain text only.
  DISABLE,
  /// Both.
  PERMISSIVE,
  /// Mutual TLS only.
  STRICT
}
