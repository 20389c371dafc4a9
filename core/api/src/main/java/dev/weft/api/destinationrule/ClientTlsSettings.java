package dev.weft.api.destinationrule;

import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Verified;
import java.util.List;
import java.util.Optional;

/// TLS towards a service (Istio, "ClientTLSSettings").
public record ClientTlsSettings(
    Mode mode,
    String clientCertificate,
    String privateKey,
    String caCertificates,
    String credentialName,
    List<String> subjectAltNames,
    String sni,
    Optional<Boolean> insecureSkipVerify,
    String caCrl)
    implements Verified {
  public ClientTlsSettings {
    subjectAltNames = List.copyOf(subjectAltNames);
  }

  @Override
  public void verify(Findings findings) {
    boolean files =
        !clientCertificate.isEmpty()
            || !privateKey.isEmpty()
            || !caCertificates.isEmpty()
            || !caCrl.isEmpty();
    switch (mode) {
      case DISABLE -> {}
      case ISTIO_MUTUAL -> {
        if (files || !credentialName.isEmpty()) {
          findings.conflict(
              "ISTIO_MUTUAL uses the workload's own certificate",
              "remove the certificates, or use MUTUAL");
        }
      }
      case SIMPLE, MUTUAL -> {
        if (!credentialName.isEmpty() && files) {
          findings.conflict(
              "'credentialName' and certificate files exclude one another", "keep one of them");
        }
        if (mode == Mode.MUTUAL && credentialName.isEmpty()) {
          own(findings);
        }
        unverified(findings);
      }
    }
  }

  private void own(Findings findings) {
    if (clientCertificate.isEmpty()) {
      findings
          .at("clientCertificate")
          .missing("MUTUAL needs a client certificate", "write it, or use 'credentialName'");
    }
    if (privateKey.isEmpty()) {
      findings
          .at("privateKey")
          .missing("MUTUAL needs a private key", "write it, or use 'credentialName'");
    }
  }

  private void unverified(Findings findings) {
    boolean verifies = !caCertificates.isEmpty() || !subjectAltNames.isEmpty();
    if (insecureSkipVerify.orElse(false) && verifies) {
      findings
          .at("insecureSkipVerify")
          .conflict(
              "the server is both verified and not", "remove 'insecureSkipVerify' or the rest");
    }
  }

  /// One of the values that the API has; the first is the default.
  public enum Mode {
    DISABLE,
    SIMPLE,
    MUTUAL,
    ISTIO_MUTUAL
  }
}
