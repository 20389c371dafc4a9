package dev.weft.api.meshconfig;

import dev.weft.api.schema.Inline;
import java.util.List;
import java.util.Optional;

/// A further root certificate, and whom it may vouch for.
public record TrustedCertificates(
    @Inline Optional<CertificateSource> certificateData,
    List<String> certSigners,
    List<String> trustDomains) {
  public TrustedCertificates {
    certSigners = List.copyOf(certSigners);
    trustDomains = List.copyOf(trustDomains);
  }
}
