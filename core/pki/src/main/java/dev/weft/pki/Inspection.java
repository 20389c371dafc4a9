package dev.weft.pki;

import dev.weft.model.Identity;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// Reads what a certificate says.
public final class Inspection {
  private static final int URI = 6;
  private static final int DNS = 2;
  private static final int ADDRESS = 7;

  private Inspection() {}

  /// The SPIFFE id, when the certificate has exactly one URI and it is of Istio's shape (X.509-SVID
  /// specification, section 2: an SVID has exactly one URI).
  public static Optional<Identity> identity(X509Certificate certificate) {
    List<String> uris = uris(certificate);
    return uris.size() == 1 ? Identity.parse(uris.getFirst()) : Optional.empty();
  }

  /// Every URI among the alternative names.
  public static List<String> uris(X509Certificate certificate) {
    return names(certificate, URI);
  }

  /// Every host name among the alternative names.
  public static List<String> dnsNames(X509Certificate certificate) {
    return names(certificate, DNS);
  }

  /// Refuses to let out a certificate that says anything else than was meant: a second pair of eyes
  /// on the signer.
  static void requireMatch(X509Certificate leaf, Template template, Authority authority) {
    List<String> meant = new ArrayList<>();
    template.identity().ifPresent(identity -> meant.add(identity.toString()));
    boolean same =
        uris(leaf).equals(meant)
            && dnsNames(leaf).equals(template.dnsNames())
            && new TreeSet<>(names(leaf, ADDRESS))
                .equals(
                    new TreeSet<>(
                        template.addresses().stream().map(at -> at.getHostAddress()).toList()))
            && leaf.getPublicKey().equals(template.publicKey())
            && leaf.getBasicConstraints() == -1
            && !leaf.getNotAfter().toInstant().isAfter(template.notAfter());
    if (!same) {
      throw new IllegalStateException("signed something else than was meant: " + template);
    }
    try {
      leaf.verify(authority.chain().getFirst().getPublicKey());
    } catch (GeneralSecurityException broken) {
      throw new IllegalStateException("the signature does not verify", broken);
    }
  }

  private static List<String> names(X509Certificate certificate, int type) {
    try {
      Collection<List<?>> all = certificate.getSubjectAlternativeNames();
      return all == null
          ? List.of()
          : all.stream()
              .filter(name -> Integer.valueOf(type).equals(name.get(0)))
              .map(name -> String.valueOf(name.get(1)))
              .toList();
    } catch (CertificateParsingException broken) {
      return List.of();
    }
  }
}
