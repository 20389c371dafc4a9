package dev.weft.api.meshconfig;

/// Where a root certificate comes from.
public sealed interface CertificateSource {
  record Pem(String value) implements CertificateSource {}

  record SpiffeBundleUrl(String value) implements CertificateSource {}
}
