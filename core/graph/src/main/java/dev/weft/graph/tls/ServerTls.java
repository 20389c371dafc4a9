package dev.weft.graph.tls;

import java.util.List;

/// How a filter chain terminates TLS.
///
/// @param certificates each holds a [Secret.KeyPair]; the first is the default, others serve
///   further key types or server names
/// @param validation how clients are verified
/// @param alpn what the server accepts, in its order of preference; empty means no ALPN
/// @param requireClientCertificate whether a client without certificate is refused
public record ServerTls(
    List<SecretCell> certificates,
    PeerValidation validation,
    List<String> alpn,
    TlsParameters parameters,
    boolean requireClientCertificate) {
  public ServerTls {
    certificates = List.copyOf(certificates);
    alpn = List.copyOf(alpn);
  }
}
