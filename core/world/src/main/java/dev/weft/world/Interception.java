package dev.weft.world;

/// How traffic reaches a proxy (Istio, `interceptionMode`).
public enum Interception {
  /// The kernel redirects; the original destination is asked of the socket.
  REDIRECT,
  /// The kernel hands over connections untouched; the source address is kept.
  TPROXY,
  /// Nothing redirects: the proxy binds every port itself.
  NONE
}
