package dev.weft.api.peerauthentication;

/// A mutual TLS setting (Istio, "PeerAuthentication.MutualTLS").
public record MutualTls(Mode mode) {
  /// One of the values that the API has; the first is the default.
  public enum Mode {
    UNSET,
    DISABLE,
    PERMISSIVE,
    STRICT
  }
}
