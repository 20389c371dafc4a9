package dev.weft.graph.tls;

import java.util.List;

/// Versions and ciphers of a context.
///
/// @param ciphers OpenSSL names for TLS 1.2; empty means the library's own choice
/// @param curves OpenSSL names; empty means the library's own choice
public record TlsParameters(
    Version minimum, Version maximum, List<String> ciphers, List<String> curves) {
  public static final TlsParameters DEFAULT =
      new TlsParameters(Version.TLS_1_2, Version.TLS_1_3, List.of(), List.of());

  public TlsParameters {
    ciphers = List.copyOf(ciphers);
    curves = List.copyOf(curves);
  }

  public enum Version {
    TLS_1_0,
    TLS_1_1,
    TLS_1_2,
    TLS_1_3
  }
}
