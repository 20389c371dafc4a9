package dev.weft.pki;

import dev.weft.model.Checked;
import dev.weft.model.Identity;
import dev.weft.model.Problem;
import java.io.IOException;
import java.io.StringReader;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;

/// A certificate request (PKCS#10, RFC 2986) that proved possession of its key.
///
/// Only the key is taken from it: whom the certificate names is decided by who asked, never by what
/// the request says.
///
/// @param publicKey the key to certify, of an accepted sort
public record SigningRequest(PublicKey publicKey) {
  /// Longest request that is looked at, in characters.
  public static final int LIMIT_CHARS = 64 * 1024;

  /// Writes the request of a workload for its own identity, as PEM.
  public static String make(SigningKey key, Identity identity, SecureRandom random) {
    try {
      ExtensionsGenerator extensions = new ExtensionsGenerator();
      extensions.addExtension(
          Extension.subjectAlternativeName,
          true,
          new GeneralNames(
              new GeneralName(GeneralName.uniformResourceIdentifier, identity.toString())));
      PKCS10CertificationRequest request =
          new JcaPKCS10CertificationRequestBuilder(
                  new X500Name(new org.bouncycastle.asn1.x500.RDN[0]), key.publicKey())
              .addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate())
              .build(
                  new JcaContentSignerBuilder(key.algorithm().signature)
                      .setSecureRandom(random)
                      .build(key.privateKey()));
      return Pem.text("CERTIFICATE REQUEST", request.getEncoded());
    } catch (OperatorCreationException | IOException impossible) {
      throw new IllegalStateException("cannot sign a request with " + key, impossible);
    }
  }

  /// Reads PEM and checks the signature and the sort of key.
  public static Checked<SigningRequest> parse(String pem) {
    if (pem.length() > LIMIT_CHARS) {
      return refused(
          Problem.Code.INVALID_VALUE,
          "the certificate request has " + pem.length() + " characters, more than " + LIMIT_CHARS);
    }
    try (PemReader reader = new PemReader(new StringReader(pem))) {
      PemObject text = reader.readPemObject();
      if (text == null || !text.getType().endsWith("CERTIFICATE REQUEST")) {
        return refused(Problem.Code.SYNTAX, "the text has no certificate request in it");
      }
      PKCS10CertificationRequest request = new PKCS10CertificationRequest(text.getContent());
      // The library verifies what it would have written, not what was sent: of several encodings of
      // one request only the distinguished one (X.690 section 10) is what the sender's key signed.
      if (!Arrays.equals(
          request.toASN1Structure().getEncoded(ASN1Encoding.DER), text.getContent())) {
        return refused(Problem.Code.SYNTAX, "the certificate request is not in DER");
      }
      PublicKey key = key(request);
      if (!acceptable(key)) {
        return refused(
            Problem.Code.INVALID_VALUE,
            "a key of sort " + key.getAlgorithm() + " and that size is not certified");
      }
      if (!request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
        return refused(
            Problem.Code.INVALID_VALUE, "the request is not signed by the key that it carries");
      }
      return Checked.valid(new SigningRequest(key));
    } catch (IOException
        | GeneralSecurityException
        | OperatorCreationException
        | PKCSException
        | RuntimeException broken) {
      return refused(
          Problem.Code.SYNTAX, "the certificate request cannot be read: " + broken.getMessage());
    }
  }

  private static PublicKey key(PKCS10CertificationRequest request)
      throws GeneralSecurityException, IOException {
    var info = request.getSubjectPublicKeyInfo();
    boolean rsa = PKCSObjectIdentifiers.rsaEncryption.equals(info.getAlgorithm().getAlgorithm());
    return KeyFactory.getInstance(rsa ? "RSA" : "EC")
        .generatePublic(new X509EncodedKeySpec(info.getEncoded()));
  }

  private static boolean acceptable(PublicKey key) {
    return switch (key) {
      case ECPublicKey ec -> ec.getParams().getOrder().bitLength() >= 256;
      case RSAPublicKey rsa ->
          rsa.getModulus().bitLength() >= 2048 && rsa.getModulus().bitLength() <= 8192;
      default -> false;
    };
  }

  private static <T> Checked<T> refused(Problem.Code code, String cause) {
    return new Checked.Invalid<>(
        List.of(
            Problem.error(
                code,
                "csr",
                cause,
                "send a PKCS#10 request in PEM with an ECDSA P-256 key or RSA of 2048 bits")));
  }
}
