package dev.weft.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.model.Checked;
import dev.weft.model.Identity;
import dev.weft.model.TrustDomain;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class PkiTest {
  private static final Instant NOW = Instant.parse("2026-11-21T02:00:00Z");
  private static final TrustDomain A = new TrustDomain("a.example");
  private static final TrustDomain B = new TrustDomain("b.example");
  private static final Identity REVIEWS = new Identity(A, "default", "reviews");
  private static final Identity MALLORY = new Identity(A, "default", "admin");
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Authority authority = Authority.selfSigned(A, Algorithm.ECDSA_P256, NOW, RANDOM);

  private List<X509Certificate> issue(Authority by, Identity whom, Duration life) {
    SigningKey key = SigningKey.make(Algorithm.ECDSA_P256, RANDOM);
    return by.sign(Template.svid(key.publicKey(), whom, NOW, NOW.plus(life)), RANDOM);
  }

  @Test
  void aRequestIsSignedForTheCallerWhateverItSays() {
    for (Algorithm algorithm : Algorithm.values()) {
      SigningKey key = SigningKey.make(algorithm, RANDOM);
      String csr = SigningRequest.make(key, MALLORY, RANDOM);
      SigningRequest request = SigningRequest.parse(csr).orElseThrow();
      Template template = IssuePolicy.DEFAULT.template(request, REVIEWS, Duration.ofHours(1), NOW);
      List<X509Certificate> chain = authority.sign(template, RANDOM);
      assertThat(Inspection.identity(chain.getFirst())).contains(REVIEWS);
      assertThat(chain.getLast()).isEqualTo(authority.root());
      assertThat(authority.bundle().verify(chain, NOW).orElseThrow()).isEqualTo(REVIEWS);
      assertThat(Svid.of(key, chain).orElseThrow().identity()).isEqualTo(REVIEWS);
    }
  }

  @Test
  void theSubjectIsEmptyAndTheNameIsCritical() {
    X509Certificate leaf = issue(authority, REVIEWS, Duration.ofHours(1)).getFirst();
    assertThat(leaf.getSubjectX500Principal().getName()).isEmpty();
    assertThat(leaf.getCriticalExtensionOIDs()).contains("2.5.29.17");
  }

  @Test
  void aLifeIsCutToThePolicyAndToTheRoot() {
    SigningKey key = SigningKey.make(Algorithm.ECDSA_P256, RANDOM);
    SigningRequest request = new SigningRequest(key.publicKey());
    assertThat(IssuePolicy.DEFAULT.template(request, REVIEWS, Duration.ZERO, NOW).notAfter())
        .isEqualTo(NOW.plus(Duration.ofHours(24)));
    assertThat(IssuePolicy.DEFAULT.template(request, REVIEWS, Duration.ofDays(900), NOW).notAfter())
        .isEqualTo(NOW.plus(Duration.ofDays(90)));
    X509Certificate beyond = issue(authority, REVIEWS, Duration.ofDays(9999)).getFirst();
    assertThat(beyond.getNotAfter()).isEqualTo(authority.root().getNotAfter());
  }

  @Test
  void aRootOfOneDomainNeverVouchesForAnother() {
    Authority other = Authority.selfSigned(B, Algorithm.ECDSA_P256, NOW, RANDOM);
    TrustBundle both = authority.bundle().and(other.bundle());
    SigningKey key = SigningKey.make(Algorithm.ECDSA_P256, RANDOM);
    Authority lying = new Authority(A, other.key(), other.chain());
    List<X509Certificate> forged =
        lying.sign(
            Template.svid(key.publicKey(), REVIEWS, NOW, NOW.plus(Duration.ofHours(1))), RANDOM);
    assertThat(both.verify(forged, NOW)).isInstanceOf(Checked.Invalid.class);
    assertThat(other.bundle().verify(forged, NOW).remarks().toString())
        .contains("no root is known for trust domain a.example");
    assertThatThrownBy(() -> issue(other, REVIEWS, Duration.ofHours(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("b.example");
  }

  @Test
  void anExpiredAndAnEarlyCertificateAreRefused() {
    List<X509Certificate> chain = issue(authority, REVIEWS, Duration.ofHours(1));
    TrustBundle bundle = authority.bundle();
    assertThat(bundle.verify(chain, NOW.plus(Duration.ofMinutes(59))))
        .isInstanceOf(Checked.Valid.class);
    assertThat(bundle.verify(chain, NOW.plus(Duration.ofMinutes(61))))
        .isInstanceOf(Checked.Invalid.class);
    assertThat(bundle.verify(chain, NOW.minusSeconds(1))).isInstanceOf(Checked.Invalid.class);
  }

  @Test
  void theAuthoritysOwnCertificateIsNoWorkloads() {
    assertThat(authority.bundle().verify(authority.chain(), NOW))
        .isInstanceOf(Checked.Invalid.class);
  }

  @Test
  void anAuthoritySurvivesItsTextForm() {
    for (Algorithm algorithm : Algorithm.values()) {
      Authority made = Authority.selfSigned(A, algorithm, NOW, RANDOM);
      Authority read = Authority.parse(A, made.keyPem(), made.chainPem()).orElseThrow();
      assertThat(read.root()).isEqualTo(made.root());
      assertThat(read.key().publicKey()).isEqualTo(made.key().publicKey());
      List<X509Certificate> chain = issue(read, REVIEWS, Duration.ofHours(1));
      assertThat(made.bundle().verify(chain, NOW)).isInstanceOf(Checked.Valid.class);
    }
    Authority other = Authority.selfSigned(A, Algorithm.ECDSA_P256, NOW, RANDOM);
    assertThat(Authority.parse(A, other.keyPem(), authority.chainPem()).remarks().toString())
        .contains("not that of the key");
  }

  @Test
  void aServerCertificateCarriesHostsAndAddresses() throws Exception {
    SigningKey key = SigningKey.make(Algorithm.ECDSA_P256, RANDOM);
    Template template =
        Template.svid(key.publicKey(), REVIEWS, NOW, NOW.plus(Duration.ofHours(1)))
            .alsoFor(
                List.of("istiod.istio-system.svc", "localhost"),
                List.of(InetAddress.getByName("127.0.0.1")));
    X509Certificate leaf = authority.sign(template, RANDOM).getFirst();
    assertThat(Inspection.dnsNames(leaf)).containsExactly("istiod.istio-system.svc", "localhost");
    assertThat(leaf.getSubjectAlternativeNames().toString()).contains("127.0.0.1");
  }

  @Test
  void aRequestSignedByAnotherKeyIsRefused() {
    SigningKey key = SigningKey.make(Algorithm.ECDSA_P256, RANDOM);
    SigningKey other = SigningKey.make(Algorithm.ECDSA_P256, RANDOM);
    SigningKey mixed = new SigningKey(Algorithm.ECDSA_P256, other.privateKey(), key.publicKey());
    String csr = SigningRequest.make(mixed, REVIEWS, RANDOM);
    assertThat(SigningRequest.parse(csr).remarks().toString()).contains("not signed by the key");
  }

  @Test
  void rubbishIsRefusedAndNeverThrows() {
    String letters = "ABab01+/=- \n\r\t\u0000\u00e9\uFEFF:,M";
    for (int seed = 0; seed < 1000; seed++) {
      Random random = new Random(seed);
      StringBuilder rubbish = new StringBuilder();
      for (int i = random.nextInt(400); i > 0; i--) {
        rubbish.append(letters.charAt(random.nextInt(letters.length())));
      }
      String framed =
          "-----BEGIN CERTIFICATE REQUEST-----\n"
              + rubbish
              + "\n-----END CERTIFICATE REQUEST-----\n";
      assertThat(
              List.of(
                  SigningRequest.parse(framed),
                  SigningRequest.parse(rubbish.toString()),
                  Pem.certificates(framed.replace("CERTIFICATE REQUEST", "CERTIFICATE")),
                  Pem.privateKey(framed.replace("CERTIFICATE REQUEST", "PRIVATE KEY"))))
          .as("seed %d", seed)
          .hasOnlyElementsOfType(Checked.Invalid.class);
    }
  }

  @Test
  void aDamagedRequestIsRefusedAndNeverThrows() {
    String good =
        SigningRequest.make(SigningKey.make(Algorithm.ECDSA_P256, RANDOM), REVIEWS, RANDOM);
    byte[] der =
        Base64.getDecoder().decode(good.replaceAll("-----[A-Z ]+-----", "").replace("\n", ""));
    for (int index = 0; index < der.length; index++) {
      byte before = der[index];
      for (int bit = 0; bit < 8; bit++) {
        der[index] = (byte) (before ^ 1 << bit);
        assertThat(SigningRequest.parse(Pem.text("CERTIFICATE REQUEST", der)))
            .as("byte %d of %d, bit %d inverted", index, der.length, bit)
            .isInstanceOf(Checked.Invalid.class);
      }
      der[index] = before;
    }
    assertThat(SigningRequest.parse(Pem.text("CERTIFICATE REQUEST", der)))
        .isInstanceOf(Checked.Valid.class);
  }

  @Test
  void renewalIsDueAtHalfOfTheLife() {
    Instant end = NOW.plus(Duration.ofHours(24));
    assertThat(Renewal.due(NOW, end, 0)).isEqualTo(NOW.plus(Duration.ofHours(12)));
    assertThat(Renewal.due(NOW, end, -1)).isEqualTo(NOW.plus(Duration.ofMinutes(648)));
    assertThat(Renewal.due(NOW, end, 1)).isEqualTo(NOW.plus(Duration.ofMinutes(792)));
    assertThat(Renewal.retryAfter(1, Duration.ofHours(1), 0)).isEqualTo(Duration.ofSeconds(1));
    assertThat(Renewal.retryAfter(40, Duration.ofHours(9), 0)).isEqualTo(Duration.ofMinutes(1));
    assertThat(Renewal.retryAfter(9, Duration.ofSeconds(20), 0)).isEqualTo(Duration.ofSeconds(2));
  }
}
