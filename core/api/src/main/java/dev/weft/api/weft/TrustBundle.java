package dev.weft.api.weft;

import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Required;
import dev.weft.api.schema.RootCertificates;
import dev.weft.api.schema.Spec;
import dev.weft.api.schema.Verified;
import dev.weft.model.TrustDomain;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/// Whom to believe in one trust domain (Weft's own kind): roots as PEM or as a SPIFFE bundle, or
/// the place where the domain publishes its bundle, or both, where the roots are for the first
/// contact.
///
/// It counts in the root namespace alone. Several of one domain count together.
public record TrustBundle(
    @Required String trustDomain,
    String pem,
    String spiffeBundle,
    Optional<BundleEndpoint> endpoint)
    implements Spec, Verified {

  /// The roots that are written here; none when there is only an endpoint.
  public List<X509Certificate> roots() {
    if (!pem.isEmpty()) {
      return RootCertificates.ofPem(pem).orElseThrow();
    }
    return spiffeBundle.isEmpty()
        ? List.of()
        : RootCertificates.ofSpiffeBundle(spiffeBundle).orElseThrow();
  }

  @Override
  public void verify(Findings findings) {
    if (!trustDomain.isEmpty() && !TrustDomain.isValid(trustDomain)) {
      findings
          .at("trustDomain")
          .invalid(
              "'" + trustDomain + "' is not a trust domain",
              "use 1 to 255 lower-case letters, digits, '.', '-' or '_'");
    }
    if (!pem.isEmpty() && !spiffeBundle.isEmpty()) {
      findings.conflict("'pem' stands beside 'spiffeBundle'", "keep one of them");
    }
    if (pem.isEmpty() && spiffeBundle.isEmpty() && endpoint.isEmpty()) {
      findings.missing(
          "nothing says which roots to believe", "write 'pem', 'spiffeBundle' or 'endpoint'");
    }
    if (!pem.isEmpty()) {
      RootCertificates.verify(findings.at("pem"), RootCertificates.ofPem(pem));
    }
    if (!spiffeBundle.isEmpty()) {
      RootCertificates.verify(
          findings.at("spiffeBundle"), RootCertificates.ofSpiffeBundle(spiffeBundle));
    }
    boolean first = !pem.isEmpty() || !spiffeBundle.isEmpty();
    endpoint
        .filter(place -> place.profile() == BundleEndpoint.Profile.https_spiffe && !first)
        .ifPresent(place ->
            findings
                .at("endpoint")
                .at("profile")
                .missing(
                    "nothing vouches for the endpoint itself at first contact",
                    "write the domain's roots in 'pem' or 'spiffeBundle' too"));
  }
}
