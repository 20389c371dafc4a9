package dev.weft.net.tls;

import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.internal.tcnative.SSL;
import javax.net.ssl.SSLEngine;

/// Sends a server name that Java's own API refuses: Istio's contain underscores, such as
/// `outbound_.80_.v1_.reviews.default.svc.cluster.local`.
///
/// The one place that reaches below Netty's public TLS API.
final class ServerName {
  private ServerName() {}

  /// Sets what the next handshake of a client engine sends as SNI.
  static void send(SSLEngine engine, String name) {
    if (engine instanceof ReferenceCountedOpenSslEngine boring) {
      SSL.setTlsExtHostName(boring.sslPointer(), name);
    } else {
      throw new IllegalArgumentException("not a BoringSSL engine: " + engine.getClass());
    }
  }
}
