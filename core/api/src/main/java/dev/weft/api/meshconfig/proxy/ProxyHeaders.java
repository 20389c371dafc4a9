package dev.weft.api.meshconfig.proxy;

import java.util.Optional;

/// Headers that proxies add by themselves (Istio mesh, "ProxyHeaders").
public record ProxyHeaders(
    ForwardClientCertDetails forwardedClientCert,
    Optional<SetCurrentClientCertDetails> setCurrentClientCertDetails,
    Optional<Disabling> requestId,
    Optional<Server> server,
    Optional<Disabling> attemptCount,
    Optional<Disabling> envoyDebugHeaders,
    Optional<MetadataExchangeHeaders> metadataExchangeHeaders,
    Optional<Boolean> preserveHttp1HeaderCase,
    Optional<Enabling> xForwardedHost,
    Optional<Enabling> xForwardedPort) {
  /// Whether a header is left out.
  public record Disabling(Optional<Boolean> disabled) {}

  /// Whether a header is added.
  public record Enabling(Optional<Boolean> enabled) {}

  /// The `server` header of responses.
  public record Server(Optional<Boolean> disabled, String value) {}

  /// Where metadata is exchanged in headers.
  public record MetadataExchangeHeaders(Mode mode) {}

  /// One of the values that the API has; the first is the default.
  public enum Mode {
    UNDEFINED,
    IN_MESH
  }

  /// Which parts of the certificate are told.
  public record SetCurrentClientCertDetails(
      Optional<Boolean> subject,
      Optional<Boolean> cert,
      Optional<Boolean> chain,
      Optional<Boolean> dns,
      Optional<Boolean> uri) {}
}
