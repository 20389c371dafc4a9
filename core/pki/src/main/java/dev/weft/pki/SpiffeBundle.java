package dev.weft.pki;

import java.math.BigInteger;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// The roots of one trust domain as it publishes them (SPIFFE Trust Domain and Bundle, section 4: a
/// JWK set).
///
/// @param sequence greater with each change of the bundle
/// @param refreshHint how often to ask for it again
public record SpiffeBundle(List<X509Certificate> roots, long sequence, Duration refreshHint) {
  public SpiffeBundle {
    roots = List.copyOf(roots);
  }

  /// The JSON text.
  public String json() {
    List<String> keys = new ArrayList<>();
    for (X509Certificate root : roots) {
      keys.add("    " + key(root));
    }
    return "{\n  \"keys\": [\n"
        + String.join(",\n", keys)
        + "\n  ],\n  \"spiffe_sequence\": "
        + sequence
        + ",\n  \"spiffe_refresh_hint\": "
        + refreshHint.toSeconds()
        + "\n}\n";
  }

  private static String key(X509Certificate root) {
    try {
      return "{\"use\": \"x509-svid\", "
          + parameters(root.getPublicKey())
          + ", \"x5c\": [\""
          + Base64.getEncoder().encodeToString(root.getEncoded())
          + "\"]}";
    } catch (CertificateEncodingException impossible) {
      throw new IllegalStateException("a certificate without encoding", impossible);
    }
  }

  /// RFC 7518, section 6.
  private static String parameters(PublicKey key) {
    return switch (key) {
      case ECPublicKey ec -> {
        int bytes = (ec.getParams().getOrder().bitLength() + 7) / 8;
        yield "\"kty\": \"EC\", \"crv\": \"P-"
            + ec.getParams().getOrder().bitLength()
            + "\", \"x\": \""
            + number(ec.getW().getAffineX(), bytes)
            + "\", \"y\": \""
            + number(ec.getW().getAffineY(), bytes)
            + "\"";
      }
      case RSAPublicKey rsa ->
          "\"kty\": \"RSA\", \"n\": \""
              + number(rsa.getModulus(), (rsa.getModulus().bitLength() + 7) / 8)
              + "\", \"e\": \""
              + number(rsa.getPublicExponent(), (rsa.getPublicExponent().bitLength() + 7) / 8)
              + "\"";
      default -> throw new IllegalArgumentException("a root with a key of " + key.getAlgorithm());
    };
  }

  /// A number as big-endian octets of a fixed length.
  private static String number(BigInteger value, int bytes) {
    byte[] raw = value.toByteArray();
    byte[] exact = new byte[bytes];
    int taken = Math.min(raw.length, bytes);
    System.arraycopy(raw, raw.length - taken, exact, bytes - taken, taken);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(exact);
  }
}
