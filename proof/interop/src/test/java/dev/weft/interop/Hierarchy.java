package dev.weft.interop;

import dev.weft.model.Identity;
import dev.weft.model.TrustDomain;
import dev.weft.pki.Algorithm;
import dev.weft.pki.Authority;
import dev.weft.pki.Pem;
import dev.weft.pki.SigningKey;
import dev.weft.pki.Template;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A root with an intermediate authority and an issuing one below it, as companies have them, and
/// what is brought to a mesh of them.
record Hierarchy(Authority root, X509Certificate intermediate, Authority issuing) {
  private static final SecureRandom RANDOM = new SecureRandom();

  static Hierarchy make(TrustDomain domain, String name) throws Exception {
    Authority root = Authority.selfSigned(domain, Algorithm.ECDSA_P256, Instant.now(), RANDOM);
    SigningKey middle = SigningKey.make(Algorithm.ECDSA_P256, RANDOM);
    SigningKey lowest = SigningKey.make(Algorithm.ECDSA_P256, RANDOM);
    X509Certificate intermediate =
        signed(root.root(), root.key(), "CN=" + name + " intermediate", middle.publicKey(), 1);
    X509Certificate issuing =
        signed(intermediate, middle, "CN=" + name + " issuing", lowest.publicKey(), 0);
    return new Hierarchy(
        root,
        intermediate,
        new Authority(domain, lowest, List.of(issuing, intermediate, root.root())));
  }

  private static X509Certificate signed(
      X509Certificate issuer, SigningKey with, String name, PublicKey key, int below)
      throws Exception {
    Instant now = Instant.now();
    var builder =
        new JcaX509v3CertificateBuilder(
                issuer,
                BigInteger.valueOf(RANDOM.nextInt(1, Integer.MAX_VALUE)),
                Date.from(now.minus(Duration.ofMinutes(5))),
                Date.from(now.plus(Duration.ofDays(1))),
                new X500Principal(name),
                key)
            .addExtension(Extension.basicConstraints, true, new BasicConstraints(below))
            .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(with.privateKey())));
  }

  /// The name of whom its workloads' certificates are signed by.
  String issuer() {
    return issuing.chain().getFirst().getSubjectX500Principal().getName();
  }

  /// What a workload shows: its certificate and those between it and the root.
  List<X509Certificate> chain(SigningKey key, Identity identity) {
    Instant now = Instant.now();
    List<X509Certificate> whole =
        issuing.sign(
            Template.svid(
                key.publicKey(),
                identity,
                now.minus(Duration.ofMinutes(1)),
                now.plus(Duration.ofHours(1))),
            RANDOM);
    return whole.subList(0, whole.size() - 1);
  }

  /// Brings it to a mesh as the Secret `cacerts`, in one step.
  ///
  /// @param believed the roots of the mesh
  void bring(Path file, X509Certificate... believed) throws Exception {
    List<X509Certificate> chain = issuing.chain();
    String text =
        """
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
                issuing.keyPem().indent(4),
                Pem.text(chain.getFirst()).indent(4),
                Pem.text(chain).indent(4),
                Pem.text(List.of(believed)).indent(4));
    Path written = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(written, text);
    Files.move(written, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}
