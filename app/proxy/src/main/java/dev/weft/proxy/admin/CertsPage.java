package dev.weft.proxy.admin;

import com.google.protobuf.util.Timestamps;
import dev.weft.graph.tls.Pem;
import dev.weft.graph.tls.Secret;
import dev.weft.graph.tls.SecretCell;
import dev.weft.model.Checked;
import dev.weft.pki.Inspection;
import io.envoyproxy.envoy.admin.v3.Certificate;
import io.envoyproxy.envoy.admin.v3.CertificateDetails;
import io.envoyproxy.envoy.admin.v3.Certificates;
import io.envoyproxy.envoy.admin.v3.SubjectAlternateName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// `/certs`: the certificates in use, one entry a secret. Keys are never read.
final class CertsPage {
  private CertsPage() {}

  static Page of(View view) {
    Certificates.Builder all = Certificates.newBuilder();
    for (SecretCell cell : view.graph().secrets()) {
      cell.current().ifPresent(secret -> all.addCertificates(certificate(secret)));
    }
    return Page.json(Json.print(all.build()));
  }

  private static Certificate certificate(Secret secret) {
    Certificate.Builder certificate = Certificate.newBuilder();
    switch (secret) {
      case Secret.KeyPair pair ->
          read(pair.chain()).forEach(each -> certificate.addCertChain(details(each, pair.chain())));
      case Secret.Validation validation -> {
        Optional<Pem> roots = validation.roots();
        roots.ifPresent(
            pem -> read(pem).forEach(each -> certificate.addCaCert(details(each, pem))));
      }
    }
    return certificate.build();
  }

  private static List<X509Certificate> read(Pem pem) {
    String text =
        switch (pem) {
          case Pem.Inline inline -> inline.text();
          case Pem.File file -> contents(Path.of(file.path()));
        };
    return switch (dev.weft.pki.Pem.certificates(text)) {
      case Checked.Valid<List<X509Certificate>> valid -> valid.value();
      case Checked.Invalid<List<X509Certificate>> unreadable -> List.of();
    };
  }

  private static String contents(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException absent) {
      return "";
    }
  }

  private static CertificateDetails details(X509Certificate certificate, Pem from) {
    Instant end = certificate.getNotAfter().toInstant();
    CertificateDetails.Builder details =
        CertificateDetails.newBuilder()
            .setPath(from instanceof Pem.File file ? file.path() : "<inline>")
            .setSerialNumber(certificate.getSerialNumber().toString(16))
            .setDaysUntilExpiration(Math.max(0, Duration.between(Instant.now(), end).toDays()))
            .setValidFrom(Timestamps.fromMillis(certificate.getNotBefore().getTime()))
            .setExpirationTime(Timestamps.fromMillis(end.toEpochMilli()));
    Inspection.uris(certificate)
        .forEach(uri -> details.addSubjectAltNames(SubjectAlternateName.newBuilder().setUri(uri)));
    Inspection.dnsNames(certificate)
        .forEach(
            name -> details.addSubjectAltNames(SubjectAlternateName.newBuilder().setDns(name)));
    return details.build();
  }
}
