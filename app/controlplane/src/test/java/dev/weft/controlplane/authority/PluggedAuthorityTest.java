package dev.weft.controlplane.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.api.Parser;
import dev.weft.host.Refusal;
import dev.weft.model.Identity;
import dev.weft.model.TrustDomain;
import dev.weft.pki.Algorithm;
import dev.weft.pki.Authority;
import dev.weft.pki.Pem;
import dev.weft.pki.SigningKey;
import dev.weft.pki.TrustBundle;
import dev.weft.world.Change;
import dev.weft.world.World;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Control planes that sign with intermediates of one root are of one mesh.
final class PluggedAuthorityTest {
  private static final TrustDomain DOMAIN = TrustDomain.CLUSTER_LOCAL;
  private static final SecureRandom RANDOM = new SecureRandom();

  @TempDir Path directory;
  private final Authority root =
      Authority.selfSigned(DOMAIN, Algorithm.ECDSA_P256, Instant.now(), RANDOM);

  private void write(Path into, String name) throws Exception {
    SigningKey key = SigningKey.make(Algorithm.ECDSA_P256, RANDOM);
    Instant now = Instant.now();
    var builder =
        new JcaX509v3CertificateBuilder(
                root.root(),
                BigInteger.valueOf(RANDOM.nextInt(1, Integer.MAX_VALUE)),
                Date.from(now.minusSeconds(60)),
                Date.from(now.plusSeconds(3600)),
                new X500Principal("CN=" + name),
                key.publicKey())
            .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
            .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
    X509Certificate certificate =
        new JcaX509CertificateConverter()
            .getCertificate(
                builder.build(
                    new JcaContentSignerBuilder("SHA256withECDSA").build(root.key().privateKey())));
    Files.createDirectories(into);
    Files.writeString(into.resolve("ca-key.pem"), key.pem());
    Files.writeString(into.resolve("ca-cert.pem"), Pem.text(certificate));
    Files.writeString(into.resolve("cert-chain.pem"), Pem.text(List.of(certificate, root.root())));
    Files.writeString(into.resolve("root-cert.pem"), Pem.text(root.root()));
  }

  private MeshAuthority plugged(Path from, String state) throws Exception {
    return MeshAuthority.plugged(
        PluggedAuthority.of(from),
        from.toString(),
        directory.resolve(state),
        DOMAIN,
        new MeshAuthority.Names(
            List.of("east.example"), List.of(InetAddress.getByName("10.0.0.1"))),
        InstantSource.system());
  }

  @Test
  void twoControlPlanesOfOneRootBelieveEachOther() throws Exception {
    write(directory.resolve("one"), "one");
    write(directory.resolve("two"), "two");
    MeshAuthority one = plugged(directory.resolve("one"), "s1");
    MeshAuthority two = plugged(directory.resolve("two"), "s2");
    List<X509Certificate> shown = one.server().chain();
    assertThat(shown).hasSize(3).last().isEqualTo(root.root());
    TrustBundle believed = two.bundle();
    assertThat(believed.verify(shown, Instant.now()).orElseThrow())
        .isEqualTo(new Identity(DOMAIN, "istio-system", "istiod"));
    assertThat(one.rootsPem()).isEqualTo(two.rootsPem()).isEqualTo(Pem.text(root.root()));
    assertThat(shown.getFirst().getSubjectAlternativeNames().toString())
        .contains("east.example")
        .contains("10.0.0.1");
    assertThat(one.sign(new Identity(DOMAIN, "a", "b"), "no request", Duration.ZERO).remarks())
        .isNotEmpty();
  }

  @Test
  void theSecretOfTheConfigClusterIsTaken() throws Exception {
    write(directory.resolve("one"), "one");
    StringBuilder secret =
        new StringBuilder(
            "apiVersion: v1\nkind: Secret\nmetadata: {name: cacerts, namespace: istio-system}\n"
                + "stringData:\n");
    for (String part : List.of("ca-key.pem", "ca-cert.pem", "cert-chain.pem", "root-cert.pem")) {
      String text = Files.readString(directory.resolve("one").resolve(part));
      secret.append("  ").append(part).append(": |\n").append(text.indent(4));
    }
    World world =
        World.EMPTY.with(
            Parser.parse("s.yaml", secret.toString(), "default").resources().stream()
                .map(Change.Put::new)
                .toList());
    assertThat(PluggedAuthority.of(World.EMPTY)).isEmpty();
    assertThat(PluggedAuthority.of(world).orElseThrow().authority(DOMAIN).orElseThrow().root())
        .isEqualTo(root.root());
  }

  @Test
  void aRootThatVouchesForNobodyIsRefusedInWords() throws Exception {
    Path one = directory.resolve("one");
    write(one, "one");
    Authority other = Authority.selfSigned(DOMAIN, Algorithm.ECDSA_P256, Instant.now(), RANDOM);
    Files.writeString(one.resolve("root-cert.pem"), Pem.text(other.root()));
    Files.writeString(one.resolve("cert-chain.pem"), "");
    assertThatThrownBy(() -> plugged(one, "s1"))
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal -> assertThat(refusal.problems().toString()).contains("no root vouches"));
  }
}
