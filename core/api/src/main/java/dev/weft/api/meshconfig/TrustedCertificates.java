package dev.weft.api.meshconfig;

import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Inline;
import dev.weft.api.schema.RootCertificates;
import dev.weft.api.schema.Verified;
import dev.weft.api.weft.BundleEndpoint;
import java.util.List;
import java.util.Optional;

/// A further root certificate, and whom it may vouch for.
public record TrustedCertificates(
    @Inline Optional<CertificateSource> certificateData,
    List<String> certSigners,
    List<String> trustDomains)
    implements Verified {
  public TrustedCertificates {
    certSigners = List.copyOf(certSigners);
    trustDomains = List.copyOf(trustDomains);
  }

  @Override
  public void verify(Findings findings) {
    if (certificateData.isEmpty()) {
      findings.missing(
          "there is no root and no place to fetch one from", "write 'pem' or 'spiffeBundleUrl'");
      return;
    }
    switch (certificateData.get()) {
      case CertificateSource.Pem pem ->
          RootCertificates.verify(findings.at("pem"), RootCertificates.ofPem(pem.value()));
      case CertificateSource.SpiffeBundleUrl url ->
          BundleEndpoint.verifyUrl(findings.at("spiffeBundleUrl"), url.value());
    }
  }
}
