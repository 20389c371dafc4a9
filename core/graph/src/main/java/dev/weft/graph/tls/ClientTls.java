package dev.weft.graph.tls;

import java.util.List;

/// How a cluster opens TLS to an endpoint.
///
/// @param name of the transport socket match that chose it, or empty
/// @param certificates at most one, which holds a [Secret.KeyPair]
/// @param validation how the server is verified; [PeerValidation#NONE] verifies nothing
/// @param sni sent as is, empty for none; may hold underscores
/// @param autoSni whether the request's host is sent instead
/// @param autoSan whether the server's certificate must name the request's host
public record ClientTls(
    String name,
    List<SecretCell> certificates,
    PeerValidation validation,
    List<String> alpn,
    TlsParameters parameters,
    String sni,
    boolean autoSni,
    boolean autoSan) {
  public ClientTls(
      String name,
      List<SecretCell> certificates,
      PeerValidation validation,
      List<String> alpn,
      TlsParameters parameters,
      String sni,
      boolean autoSni) {
    this(name, certificates, validation, alpn, parameters, sni, autoSni, false);
  }

  public ClientTls {
    certificates = List.copyOf(certificates);
    alpn = List.copyOf(alpn);
  }
}
