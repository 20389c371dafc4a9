package dev.weft.cli.inspect;

import static dev.weft.cli.inspect.ConfigDump.field;
import static dev.weft.cli.inspect.ConfigDump.text;

import dev.weft.host.terminal.Table;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// `proxy-config secret`: a row for each secret, with its certificate's serial number and life.
public final class Certificates {
  private Certificates() {}

  public static Table table(List<JsonNode> secrets, Instant now) {
    Table table =
        new Table(
            "RESOURCE NAME",
            "TYPE",
            "STATUS",
            "VALID CERT",
            "SERIAL NUMBER",
            "NOT AFTER",
            "NOT BEFORE");
    for (JsonNode entry : secrets) {
      JsonNode secret = field(entry, "secret");
      JsonNode chain = field(field(secret, "tls_certificate"), "certificate_chain");
      JsonNode roots = field(field(secret, "validation_context"), "trusted_ca");
      boolean own = !chain.isMissingNode();
      Optional<X509Certificate> certificate = certificate(own ? chain : roots);
      table.row(
          text(entry, "name"),
          own ? "Cert Chain" : "CA",
          certificate.isPresent() ? "ACTIVE" : "WARMING",
          certificate.map(it -> String.valueOf(valid(it, now))).orElse("false"),
          certificate.map(it -> it.getSerialNumber().toString(16)).orElse("-"),
          certificate.map(it -> it.getNotAfter().toInstant().toString()).orElse("-"),
          certificate.map(it -> it.getNotBefore().toInstant().toString()).orElse("-"));
    }
    return table;
  }

  private static boolean valid(X509Certificate certificate, Instant now) {
    return now.isBefore(certificate.getNotAfter().toInstant())
        && !now.isBefore(certificate.getNotBefore().toInstant());
  }

  /// The first certificate of a data source.
  private static Optional<X509Certificate> certificate(JsonNode source) {
    String inline = text(source, "inline_bytes");
    byte[] pem =
        inline.isEmpty()
            ? text(source, "inline_string").getBytes(StandardCharsets.UTF_8)
            : Base64.getDecoder().decode(inline);
    if (pem.length == 0) {
      return Optional.empty();
    }
    try (InputStream in = new ByteArrayInputStream(pem)) {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      return Optional.of((X509Certificate) factory.generateCertificate(in));
    } catch (CertificateException | java.io.IOException unreadable) {
      return Optional.empty();
    }
  }
}
