package dev.weft.interop;

import dev.weft.model.TrustDomain;
import dev.weft.pki.Algorithm;
import dev.weft.pki.Authority;
import dev.weft.pki.Pem;
import dev.weft.pki.SigningKey;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A root that is kept apart, and the intermediate authority by which a mesh signs.
///
/// @param key of the intermediate
record IssuingRoot(Authority root, SigningKey key, X509Certificate intermediate) {
  static IssuingRoot make(String domain, String name) {
    SecureRandom random = new SecureRandom();
    Instant now = Instant.now();
    Authority root =
        Authority.selfSigned(new TrustDomain(domain), Algorithm.ECDSA_P256, now, random);
    SigningKey key = SigningKey.make(Algorithm.ECDSA_P256, random);
    try {
      var builder =
          new JcaX509v3CertificateBuilder(
                  root.root(),
                  new BigInteger(64, random),
                  Date.from(now.minusSeconds(60)),
                  Date.from(now.plus(Duration.ofDays(1))),
                  new X500Principal("CN=" + name),
                  key.publicKey())
              .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
              .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
      var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(root.key().privateKey());
      return new IssuingRoot(
          root, key, new JcaX509CertificateConverter().getCertificate(builder.build(signer)));
    } catch (CertIOException | OperatorCreationException | GeneralSecurityException broken) {
      throw new IllegalStateException(broken);
    }
  }

  /// The Secret by which a mesh signs with this one and believes all of some roots.
  String secret(IssuingRoot... believed) {
    StringBuilder roots = new StringBuilder();
    for (IssuingRoot each : believed) {
      roots.append(Pem.text(each.root().root()));
    }
    return """
    apiVersion: v1
    kind: Secret
    metadata: {name: cacerts, namespace: istio-system}
    stringData:
      ca-key.pem: |
    %s  ca-cert.pem: |
    %s  cert-chain.pem: |
    %s  root-cert.pem: |
    %s\
    """
        .formatted(
            key.pem().indent(4),
            Pem.text(intermediate).indent(4),
            (Pem.text(intermediate) + Pem.text(root.root())).indent(4),
            roots.toString().indent(4));
  }
}
