package dev.weft.api.gateway;

import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Verified;
import dev.weft.model.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// TLS offered to clients (Istio, "ServerTLSSettings").
public record ServerTlsSettings(
    boolean httpsRedirect,
    Mode mode,
    String serverCertificate,
    String privateKey,
    String caCertificates,
    String caCrl,
    String credentialName,
    List<String> credentialNames,
    List<TlsCertificate> tlsCertificates,
    String caCertCredentialName,
    List<String> subjectAltNames,
    List<String> verifyCertificateSpki,
    List<String> verifyCertificateHash,
    TlsProtocol minProtocolVersion,
    TlsProtocol maxProtocolVersion,
    List<String> cipherSuites,
    List<String> ecdhCurves,
    Optional<Boolean> insecureSkipVerify)
    implements Verified {
  public ServerTlsSettings {
    credentialNames = List.copyOf(credentialNames);
    tlsCertificates = List.copyOf(tlsCertificates);
    subjectAltNames = List.copyOf(subjectAltNames);
    verifyCertificateSpki = List.copyOf(verifyCertificateSpki);
    verifyCertificateHash = List.copyOf(verifyCertificateHash);
    cipherSuites = List.copyOf(cipherSuites);
    ecdhCurves = List.copyOf(ecdhCurves);
  }

  @Override
  public void verify(Findings findings) {
    switch (mode) {
      case PASSTHROUGH, AUTO_PASSTHROUGH -> {
        if (!sources().isEmpty() || !caCertificates.isEmpty() || !caCrl.isEmpty()) {
          findings.warning(
              Problem.Code.CONFLICT,
              "certificates are ignored in mode " + mode,
              "remove them, or use SIMPLE or MUTUAL");
        }
      }
      case ISTIO_MUTUAL -> {
        if (!sources().isEmpty() || !caCertificates.isEmpty()) {
          findings.conflict(
              "ISTIO_MUTUAL uses the gateway's own certificate",
              "remove the certificates, or use MUTUAL");
        }
      }
      case SIMPLE, MUTUAL, OPTIONAL_MUTUAL -> {
        Expect.oneAtMost(findings, sources());
        certificates(findings);
        revocation(findings);
      }
    }
    versions(findings);
    Expect.distinct(findings.at("cipherSuites"), cipherSuites);
  }

  /// Settings that do nothing but redirect, or nothing at all.
  static ServerTlsSettings redirect(boolean httpsRedirect) {
    return new ServerTlsSettings(
        httpsRedirect,
        Mode.PASSTHROUGH,
        "",
        "",
        "",
        "",
        "",
        List.of(),
        List.of(),
        "",
        List.of(),
        List.of(),
        List.of(),
        TlsProtocol.TLS_AUTO,
        TlsProtocol.TLS_AUTO,
        List.of(),
        List.of(),
        Optional.empty());
  }

  /// The fields that say where the certificate comes from.
  private List<String> sources() {
    List<String> sources = new ArrayList<>();
    if (!serverCertificate.isEmpty() || !privateKey.isEmpty()) {
      sources.add("serverCertificate");
    }
    if (!credentialName.isEmpty()) {
      sources.add("credentialName");
    }
    if (!credentialNames.isEmpty()) {
      sources.add("credentialNames");
    }
    if (!tlsCertificates.isEmpty()) {
      sources.add("tlsCertificates");
    }
    return sources;
  }

  private void certificates(Findings findings) {
    if (!credentialName.isEmpty() || !credentialNames.isEmpty()) {
      return;
    }
    if (mode != Mode.SIMPLE && caCertificates.isEmpty() && caCertCredentialName.isEmpty()) {
      findings
          .at("caCertificates")
          .missing(mode + " needs roots for client certificates", "write 'caCertificates'");
    }
    if (tlsCertificates.isEmpty()) {
      pair(findings, serverCertificate, privateKey);
    }
    for (int i = 0; i < tlsCertificates.size(); i++) {
      TlsCertificate one = tlsCertificates.get(i);
      pair(findings.at("tlsCertificates").at(i), one.serverCertificate(), one.privateKey());
    }
  }

  private void pair(Findings findings, String certificate, String key) {
    if (certificate.isEmpty()) {
      findings
          .at("serverCertificate")
          .missing(mode + " needs a server certificate", "write it, or use 'credentialName'");
    }
    if (key.isEmpty()) {
      findings
          .at("privateKey")
          .missing(mode + " needs a private key", "write it, or use 'credentialName'");
    }
  }

  private void revocation(Findings findings) {
    if (!caCrl.isEmpty() && (!credentialName.isEmpty() || mode == Mode.SIMPLE)) {
      findings
          .at("caCrl")
          .conflict(
              mode == Mode.SIMPLE
                  ? "SIMPLE checks no client certificates"
                  : "the list of revoked certificates is part of the credential",
              "remove 'caCrl'");
    }
  }

  private void versions(Findings findings) {
    if (minProtocolVersion != TlsProtocol.TLS_AUTO
        && maxProtocolVersion != TlsProtocol.TLS_AUTO
        && minProtocolVersion.compareTo(maxProtocolVersion) > 0) {
      findings
          .at("minProtocolVersion")
          .conflict(
              minProtocolVersion + " is above " + maxProtocolVersion, "exchange the two versions");
    }
    boolean old =
        minProtocolVersion == TlsProtocol.TLSV1_0 || minProtocolVersion == TlsProtocol.TLSV1_1;
    if (old && cipherSuites.isEmpty()) {
      findings
          .at("minProtocolVersion")
          .warning(
              Problem.Code.MISSING_FIELD,
              "no default cipher suite works below TLSV1_2",
              "write 'cipherSuites'");
    }
  }

  /// One of the values that the API has; the first is the default.
  public enum Mode {
    PASSTHROUGH,
    SIMPLE,
    MUTUAL,
    AUTO_PASSTHROUGH,
    ISTIO_MUTUAL,
    OPTIONAL_MUTUAL
  }

  /// One of the values that the API has; the first is the default.
  public enum TlsProtocol {
    TLS_AUTO,
    TLSV1_0,
    TLSV1_1,
    TLSV1_2,
    TLSV1_3
  }
}
