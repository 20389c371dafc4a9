package dev.weft.pki;

import dev.weft.model.Checked;
import dev.weft.model.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/// PEM text (RFC 7468) to certificates and keys, and back.
public final class Pem {
  /// Longest text that is looked at, in characters.
  public static final int LIMIT_CHARS = 1 << 20;

  private static final Base64.Encoder BODY =
      Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

  private Pem() {}

  /// Every certificate of a text, in order; at least one, and nothing but certificates.
  public static Checked<List<X509Certificate>> certificates(String pem) {
    if (pem.length() > LIMIT_CHARS) {
      return refused("the PEM text is longer than " + LIMIT_CHARS + " characters");
    }
    List<X509Certificate> found = new ArrayList<>();
    try (PEMParser parser = new PEMParser(new StringReader(pem))) {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (var block = parser.readPemObject(); block != null; block = parser.readPemObject()) {
        if (!block.getType().equals("CERTIFICATE")) {
          return refused("expected CERTIFICATE, found " + block.getType());
        }
        found.add(
            (X509Certificate)
                factory.generateCertificate(new ByteArrayInputStream(block.getContent())));
      }
    } catch (IOException | CertificateException | RuntimeException broken) {
      return refused("the certificate cannot be read: " + broken.getMessage());
    }
    return found.isEmpty()
        ? refused("there is no certificate in the text")
        : Checked.valid(List.copyOf(found));
  }

  /// The first private key of a text: PKCS#8, SEC1 or PKCS#1, unencrypted.
  public static Checked<PrivateKey> privateKey(String pem) {
    if (pem.length() > LIMIT_CHARS) {
      return refused("the PEM text is longer than " + LIMIT_CHARS + " characters");
    }
    JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
    try (PEMParser parser = new PEMParser(new StringReader(pem))) {
      for (Object block = parser.readObject(); block != null; block = parser.readObject()) {
        if (block instanceof PrivateKeyInfo info) {
          return Checked.valid(converter.getPrivateKey(info));
        }
        if (block instanceof PEMKeyPair pair) {
          return Checked.valid(converter.getPrivateKey(pair.getPrivateKeyInfo()));
        }
      }
    } catch (PEMException broken) {
      return refused("the private key cannot be read: " + broken.getMessage());
    } catch (IOException | RuntimeException broken) {
      return refused("the PEM text is broken: " + broken.getMessage());
    }
    return refused("there is no unencrypted private key in the text");
  }

  /// One certificate as text, with a newline at the end.
  public static String text(X509Certificate certificate) {
    try {
      return text("CERTIFICATE", certificate.getEncoded());
    } catch (CertificateEncodingException impossible) {
      throw new IllegalStateException("a parsed certificate has no encoding", impossible);
    }
  }

  /// Certificates one after the other.
  public static String text(List<X509Certificate> chain) {
    StringBuilder all = new StringBuilder();
    chain.forEach(certificate -> all.append(text(certificate)));
    return all.toString();
  }

  static String text(String type, byte[] der) {
    return "-----BEGIN "
        + type
        + "-----\n"
        + BODY.encodeToString(der)
        + "\n-----END "
        + type
        + "-----\n";
  }

  private static <T> Checked<T> refused(String cause) {
    return new Checked.Invalid<>(
        List.of(
            Problem.error(Problem.Code.SYNTAX, "", cause, "give PEM text as OpenSSL writes it")));
  }
}
