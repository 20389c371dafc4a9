package dev.weft.api.schema;

import dev.weft.api.yaml.Document;
import dev.weft.api.yaml.Node;
import dev.weft.api.yaml.Yaml;
import dev.weft.model.Checked;
import dev.weft.model.Problem;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Roots of trust as they are written: PEM text, or a SPIFFE bundle (a JWK set, SPIFFE Trust Domain
/// and Bundle, section 4).
public final class RootCertificates {
  /// The most roots of one text.
  public static final int LIMIT = 100;

  private static final String FORM = "give certificates of authorities in PEM";
  private static final String BUNDLE_FORM = "give a SPIFFE bundle, as in '{\"keys\": [...]}'";
  private static final Base64.Encoder BODY =
      Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

  private RootCertificates() {}

  /// The certificates of a PEM text, each once; at least one, and all of authorities.
  public static Checked<List<X509Certificate>> ofPem(String text) {
    if (!text.contains("-----BEGIN CERTIFICATE-----")) {
      return refused("there is no certificate in the text", FORM);
    }
    try {
      List<X509Certificate> all = new ArrayList<>();
      for (Certificate one :
          CertificateFactory.getInstance("X.509")
              .generateCertificates(
                  new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))) {
        all.add((X509Certificate) one);
      }
      return authorities(all, FORM);
    } catch (CertificateException broken) {
      return refused("a certificate cannot be read: " + broken.getMessage(), FORM);
    }
  }

  /// The certificates with use `x509-svid` of a SPIFFE bundle in JSON; keys with another use are
  /// left alone, as the specification asks.
  public static Checked<List<X509Certificate>> ofSpiffeBundle(String json) {
    List<Document> documents = Yaml.read("bundle", json);
    if (documents.size() != 1
        || !(documents.getFirst() instanceof Document.Read read)
        || !(read.root() instanceof Node.Mapping root)
        || !(field(root, "keys").orElse(root) instanceof Node.Sequence keys)) {
      return refused("the text is no JSON object with a list of 'keys'", BUNDLE_FORM);
    }
    List<X509Certificate> all = new ArrayList<>();
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (Node key : keys.items()) {
        Optional<byte[]> encoded =
            key instanceof Node.Mapping jwk ? certificate(jwk) : Optional.empty();
        if (encoded.isPresent()) {
          all.add(
              (X509Certificate)
                  factory.generateCertificate(new ByteArrayInputStream(encoded.get())));
        }
      }
    } catch (CertificateException | IllegalArgumentException broken) {
      return refused("a certificate cannot be read: " + broken.getMessage(), BUNDLE_FORM);
    }
    return authorities(all, BUNDLE_FORM);
  }

  /// One certificate as PEM text, with a newline at the end.
  public static String pem(X509Certificate certificate) {
    try {
      return "-----BEGIN CERTIFICATE-----\n"
          + BODY.encodeToString(certificate.getEncoded())
          + "\n-----END CERTIFICATE-----\n";
    } catch (CertificateEncodingException impossible) {
      throw new IllegalStateException("a certificate without encoding", impossible);
    }
  }

  /// Reports why a text is refused.
  public static void verify(Findings findings, Checked<List<X509Certificate>> read) {
    if (read instanceof Checked.Invalid<List<X509Certificate>> refused) {
      refused.problems().forEach(problem -> findings.invalid(problem.cause(), problem.remedy()));
    }
  }

  private static Optional<byte[]> certificate(Node.Mapping jwk) {
    boolean ours =
        field(jwk, "use")
            .filter(use -> use instanceof Node.Scalar text && text.text().equals("x509-svid"))
            .isPresent();
    return ours
            && field(jwk, "x5c").orElse(jwk) instanceof Node.Sequence chain
            && !chain.items().isEmpty()
            && chain.items().getFirst() instanceof Node.Scalar encoded
        ? Optional.of(Base64.getDecoder().decode(encoded.text()))
        : Optional.empty();
  }

  private static Optional<Node> field(Node.Mapping mapping, String name) {
    return mapping.entries().stream()
        .filter(entry -> entry.key().text().equals(name))
        .map(Node.Entry::value)
        .findFirst();
  }

  private static Checked<List<X509Certificate>> authorities(
      List<X509Certificate> found, String remedy) {
    Set<X509Certificate> all = new LinkedHashSet<>(found);
    if (all.isEmpty()) {
      return refused("there is no certificate in the text", remedy);
    }
    if (all.size() > LIMIT) {
      return refused(all.size() + " certificates are more than " + LIMIT, "keep those in use");
    }
    for (X509Certificate one : all) {
      if (one.getBasicConstraints() < 0) {
        return refused(
            "the certificate of '"
                + one.getSubjectX500Principal()
                + "' is not an authority's, so it can vouch for nobody",
            remedy);
      }
    }
    return Checked.valid(List.copyOf(all));
  }

  private static Checked<List<X509Certificate>> refused(String cause, String remedy) {
    return new Checked.Invalid<>(
        List.of(Problem.error(Problem.Code.INVALID_VALUE, "", cause, remedy)));
  }
}
