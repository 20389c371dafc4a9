package dev.weft.net.upstream;

import dev.weft.net.tls.Words;
import java.io.IOException;

/// Why an attempt got no further.
///
/// @param reason for the operator: the transport's own words, or empty
/// @param sent whether a byte of the request may have reached the upstream
public record Failure(Kind kind, String reason, boolean sent) {
  public enum Kind {
    /// No connection, or its TLS failed.
    CONNECT,
    CONNECT_TIMEOUT,
    /// A limit of the cluster.
    OVERFLOW,
    /// The upstream said that it did not process the request.
    REFUSED,
    /// The upstream reset the stream.
    RESET,
    /// The upstream closed the connection.
    CLOSED,
    /// The upstream broke the protocol.
    PROTOCOL
  }

  /// What went wrong on a connection that had been made. With TLS 1.3 a server's refusal of our
  /// certificate comes only now.
  static Failure on(Throwable cause, boolean sent) {
    if (Words.ofTls(cause)) {
      return new Failure(Kind.CLOSED, Words.failure(cause), sent);
    }
    return new Failure(
        cause instanceof IOException ? Kind.RESET : Kind.PROTOCOL,
        String.valueOf(cause.getMessage()),
        sent);
  }
}
