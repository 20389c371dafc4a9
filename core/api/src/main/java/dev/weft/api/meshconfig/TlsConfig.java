package dev.weft.api.meshconfig;

import java.util.List;

/// Bounds of TLS (Istio, "TLSConfig").
public record TlsConfig(
    TlsProtocol minProtocolVersion, List<String> ecdhCurves, List<String> cipherSuites) {
  public TlsConfig {
    ecdhCurves = List.copyOf(ecdhCurves);
    cipherSuites = List.copyOf(cipherSuites);
  }

  /// One of the values that the API has; the first is the default.
  public enum TlsProtocol {
    TLS_AUTO,
    TLSV1_2,
    TLSV1_3
  }
}
