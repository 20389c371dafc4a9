package dev.weft.net.tls;

import dev.weft.graph.tls.Pem;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads PEM: certificates as they are, private keys of every usual wrapping as PKCS #8.
final class PemReading {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN (RSA |EC |)PRIVATE KEY-----([^-]*)-----END");
  private static final byte[] RSA_ALGORITHM =
      bytes(0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0);
  private static final byte[] EC_OID = bytes(0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01);
  private static final byte[] VERSION_0 = bytes(0x02, 0x01, 0x00);
  private static final int SEQUENCE = 0x30;
  private static final int OCTETS = 0x04;
  private static final int CURVE = 0xa0;

  private PemReading() {}

  static String text(Pem pem) throws IOException {
    return switch (pem) {
      case Pem.Inline inline -> inline.text();
      case Pem.File file -> Files.readString(Path.of(file.path()));
    };
  }

  static List<X509Certificate> certificates(Pem pem) throws IOException, CertificateException {
    List<X509Certificate> certificates = new ArrayList<>();
    try (InputStream in = stream(text(pem))) {
      for (var each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        certificates.add((X509Certificate) each);
      }
    }
    return certificates;
  }

  /// Gives a context its certificate chain and key.
  ///
  /// @throws IllegalArgumentException when the key cannot be read
  static void keyPair(SslContextBuilder builder, String chain, String key) {
    builder.keyManager(stream(chain), stream(pkcs8(key)));
  }

  /// The same key in PKCS #8 (RFC 5208), from PKCS #1 (RFC 8017) or SEC 1 (RFC 5915) if need be.
  static String pkcs8(String pem) {
    Matcher matcher = KEY.matcher(pem);
    if (!matcher.find()) {
      throw new IllegalArgumentException("no private key in PEM text");
    }
    if (matcher.group(1).isEmpty()) {
      return pem;
    }
    byte[] inner = Base64.getMimeDecoder().decode(matcher.group(2));
    byte[] algorithm =
        matcher.group(1).startsWith("RSA")
            ? RSA_ALGORITHM
            : der(SEQUENCE, join(EC_OID, curve(inner)));
    byte[] whole = der(SEQUENCE, join(VERSION_0, algorithm, der(OCTETS, inner)));
    return "-----BEGIN PRIVATE KEY-----\n"
        + Base64.getMimeEncoder(64, bytes('\n')).encodeToString(whole)
        + "\n-----END PRIVATE KEY-----\n";
  }

  /// The object identifier of the curve, out of an ECPrivateKey's `[0]` parameters.
  private static byte[] curve(byte[] sec1) {
    int at = sec1[1] < 0 ? 2 + (sec1[1] & 0x7f) : 2;
    while (at + 1 < sec1.length) {
      int length = sec1[at + 1] & 0xff;
      if ((sec1[at] & 0xff) == CURVE) {
        return java.util.Arrays.copyOfRange(sec1, at + 2, at + 2 + length);
      }
      at += 2 + length;
    }
    throw new IllegalArgumentException("an EC private key without its curve");
  }

  private static byte[] der(int tag, byte[] content) {
    int length = content.length;
    byte[] header =
        length < 0x80
            ? bytes(tag, length)
            : length < 0x100
                ? bytes(tag, 0x81, length)
                : bytes(tag, 0x82, length >> 8, length & 0xff);
    return join(header, content);
  }

  private static byte[] join(byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    byte[] whole = new byte[length];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, whole, at, part.length);
      at += part.length;
    }
    return whole;
  }

  private static byte[] bytes(int... values) {
    byte[] all = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      all[i] = (byte) values[i];
    }
    return all;
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
  }
}
