package dev.weft.net.tls;

import dev.weft.graph.tls.SanMatch;
import java.io.ByteArrayInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;

/// What a certificate says of its holder.
///
/// @param subject in RFC 2253 form
/// @param issuer in RFC 2253 form
/// @param digest SHA-256 in lower-case hexadecimal
record CertificateFacts(
    List<String> uris,
    List<String> dns,
    List<String> emails,
    List<String> addresses,
    String subject,
    String issuer,
    String pem,
    String digest) {
  private static final int EMAIL = 1;
  private static final int DNS = 2;
  private static final int URI = 6;
  private static final int IP = 7;

  static X509Certificate parse(byte[] encoded) throws CertificateException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(encoded));
  }

  static CertificateFacts of(X509Certificate certificate) throws CertificateException {
    List<String> uris = new ArrayList<>(1);
    List<String> dns = new ArrayList<>(1);
    List<String> emails = new ArrayList<>(0);
    List<String> addresses = new ArrayList<>(0);
    Collection<List<?>> names = certificate.getSubjectAlternativeNames();
    if (names != null) {
      for (List<?> name : names) {
        if (name.get(1) instanceof String text) {
          switch ((Integer) name.get(0)) {
            case EMAIL -> emails.add(text);
            case DNS -> dns.add(text);
            case URI -> uris.add(text);
            case IP -> addresses.add(text);
            default -> {}
          }
        }
      }
    }
    return new CertificateFacts(
        List.copyOf(uris),
        List.copyOf(dns),
        List.copyOf(emails),
        List.copyOf(addresses),
        certificate.getSubjectX500Principal().getName(),
        certificate.getIssuerX500Principal().getName(),
        pem(certificate),
        digest(certificate));
  }

  private static String pem(X509Certificate certificate) throws CertificateException {
    byte[] lineEnd = {'\n'};
    return "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder(64, lineEnd).encodeToString(certificate.getEncoded())
        + "\n-----END CERTIFICATE-----\n";
  }

  static String digest(X509Certificate certificate) throws CertificateException {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
    } catch (NoSuchAlgorithmException everyPlatformHasIt) {
      throw new IllegalStateException(everyPlatformHasIt);
    }
  }

  /// Every name, for messages.
  List<String> names() {
    List<String> all = new ArrayList<>(uris);
    all.addAll(dns);
    all.addAll(emails);
    all.addAll(addresses);
    return all;
  }

  /// Whether one of `wanted` accepts one of the names; always when nothing is wanted.
  boolean matchesAny(List<SanMatch> wanted) {
    if (wanted.isEmpty()) {
      return true;
    }
    for (SanMatch san : wanted) {
      boolean found =
          switch (san.kind()) {
            case URI -> any(uris, san);
            case DNS -> anyDns(san);
            case EMAIL -> any(emails, san);
            case IP -> any(addresses, san);
            case ANY -> any(uris, san) || anyDns(san) || any(emails, san) || any(addresses, san);
          };
      if (found) {
        return true;
      }
    }
    return false;
  }

  private static boolean any(List<String> names, SanMatch san) {
    for (String name : names) {
      if (san.match().matches(name)) {
        return true;
      }
    }
    return false;
  }

  /// A certificate for `*.example.com` is good for one label in place of the star (RFC 6125,
  /// section 6.4.3).
  private boolean anyDns(SanMatch san) {
    if (any(dns, san)) {
      return true;
    }
    if (san.match() instanceof dev.weft.graph.match.Text.Exact exact) {
      int dot = exact.value().indexOf('.');
      String wildcard = dot < 0 ? "" : "*" + exact.value().substring(dot);
      for (String name : dns) {
        if (!wildcard.isEmpty() && wildcard.equalsIgnoreCase(name)) {
          return true;
        }
      }
    }
    return false;
  }
}
