package dev.weft.compiler.gateway;

import dev.weft.api.gateway.ServerTlsSettings;
import dev.weft.api.gateway.ServerTlsSettings.TlsProtocol;
import dev.weft.compiler.plan.CertificateSource;
import dev.weft.compiler.plan.ServerTlsPlan;
import dev.weft.compiler.plan.ServerTlsPlan.ClientCertificate;
import dev.weft.model.StringMatch;
import java.util.List;

/// TLS that a gateway takes off.
final class ServerTls {
  private static final List<String> HTTP = List.of("h2", "http/1.1");
  private static final List<String> MESH_TCP = List.of("istio-peer-exchange", "h2", "http/1.1");

  private ServerTls() {}

  /// @param http whether requests are inside, rather than bytes
  /// @param believed the authorities of ISTIO_MUTUAL
  static ServerTlsPlan of(ServerTlsSettings tls, boolean http, CertificateSource believed) {
    boolean mesh = tls.mode() == ServerTlsSettings.Mode.ISTIO_MUTUAL;
    ClientCertificate asked =
        switch (tls.mode()) {
          case MUTUAL, ISTIO_MUTUAL -> ClientCertificate.REQUIRED;
          case OPTIONAL_MUTUAL -> ClientCertificate.OPTIONAL;
          case SIMPLE, PASSTHROUGH, AUTO_PASSTHROUGH -> ClientCertificate.NOT_ASKED;
        };
    String secret =
        tls.credentialName().isEmpty() && !tls.credentialNames().isEmpty()
            ? tls.credentialNames().getFirst()
            : tls.credentialName();
    List<StringMatch> names =
        tls.subjectAltNames().stream().<StringMatch>map(StringMatch.Exact::new).toList();
    return new ServerTlsPlan(
        mesh ? new CertificateSource.Workload() : certificate(tls, secret),
        asked == ClientCertificate.NOT_ASKED
            ? new CertificateSource.None()
            : mesh ? believed : authority(tls, secret),
        asked,
        names,
        mesh && !http ? MESH_TCP : HTTP,
        name(tls.minProtocolVersion()),
        name(tls.maxProtocolVersion()),
        tls.cipherSuites());
  }

  private static CertificateSource certificate(ServerTlsSettings tls, String secret) {
    if (!secret.isEmpty()) {
      return new CertificateSource.Credential(Secrets.name(secret));
    }
    return tls.serverCertificate().isEmpty() && !tls.tlsCertificates().isEmpty()
        ? new CertificateSource.Files(
            tls.tlsCertificates().getFirst().serverCertificate(),
            tls.tlsCertificates().getFirst().privateKey())
        : new CertificateSource.Files(tls.serverCertificate(), tls.privateKey());
  }

  private static CertificateSource authority(ServerTlsSettings tls, String secret) {
    if (tls.insecureSkipVerify().orElse(false)) {
      return new CertificateSource.None();
    }
    if (!tls.caCertCredentialName().isEmpty()) {
      return new CertificateSource.Credential(Secrets.name(tls.caCertCredentialName()));
    }
    return secret.isEmpty()
        ? new CertificateSource.Files(tls.caCertificates(), "")
        : new CertificateSource.Credential(Secrets.name(secret) + Secrets.AUTHORITIES);
  }

  private static String name(TlsProtocol version) {
    return switch (version) {
      case TLS_AUTO -> "";
      case TLSV1_0 -> "TLSv1_0";
      case TLSV1_1 -> "TLSv1_1";
      case TLSV1_2 -> "TLSv1_2";
      case TLSV1_3 -> "TLSv1_3";
    };
  }
}
