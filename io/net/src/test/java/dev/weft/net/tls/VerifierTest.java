package dev.weft.net.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.Identity;
import dev.weft.model.TrustDomain;
import dev.weft.pki.Algorithm;
import dev.weft.pki.Authority;
import dev.weft.pki.SigningKey;
import dev.weft.pki.Template;
import java.security.SecureRandom;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What is judged again of connections that were made before.
final class VerifierTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final TrustDomain DOMAIN = new TrustDomain("here");
  private static final Instant NOW = Instant.now();

  private final Authority root =
      Authority.selfSigned(DOMAIN, Algorithm.ECDSA_P256, NOW.minus(Duration.ofDays(2)), RANDOM);
  private final Authority other =
      Authority.selfSigned(DOMAIN, Algorithm.ECDSA_P256, NOW.minus(Duration.ofDays(2)), RANDOM);

  private static Verifier believing(Authority authority) {
    return new Verifier(
        new Verifier.Rules(
            Set.of(),
            Map.of(DOMAIN.name(), Set.of(new TrustAnchor(authority.root(), null))),
            List.of(),
            List.of(),
            List.of()));
  }

  private X509Certificate[] expired() {
    return root.sign(
            Template.svid(
                SigningKey.make(Algorithm.ECDSA_P256, RANDOM).publicKey(),
                new Identity(DOMAIN, "default", "client"),
                NOW.minus(Duration.ofHours(25)),
                NOW.minus(Duration.ofHours(1))),
            RANDOM)
        .toArray(X509Certificate[]::new);
  }

  @Test
  void aPeerWhoseCertificateExpiredSinceTheHandshakeIsBelievedStill() {
    X509Certificate[] chain = expired();
    Date then = Date.from(NOW.minus(Duration.ofHours(2)));
    Verifier verifier = believing(root);
    assertThat(verifier.refusal(chain, Verifier.Side.CLIENT, then)).isEmpty();
    assertThat(verifier.refusal(chain, Verifier.Side.CLIENT, Date.from(NOW)).orElseThrow())
        .startsWith("expired: ");
  }

  @Test
  void aRootThatWasReplacedIsTold() {
    Date then = Date.from(NOW.minus(Duration.ofHours(2)));
    String why = believing(other).refusal(expired(), Verifier.Side.SERVER, then).orElseThrow();
    assertThat(why).startsWith("unknown_root: ");
    assertThat(Trust.replaced(why)).isTrue();
    assertThat(Trust.replaced("no_bundle: trust domain 'here' is not trusted")).isFalse();
  }
}
