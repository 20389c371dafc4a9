package dev.weft.rpc.caller;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.weft.model.Checked;
import dev.weft.model.Identity;
import dev.weft.model.Problem;
import dev.weft.model.TrustDomain;
import dev.weft.pki.Algorithm;
import dev.weft.pki.SigningKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Map;

/// The tokens by which a workload that has no certificate yet proves who it is: JWTs shaped like
/// Kubernetes' service account tokens, signed ES256 by the mesh's own key, for the audience
/// `istio-ca` only.
public final class WorkloadTokens {
  /// Whom the tokens are for, as Istio's agents ask for them.
  public static final String AUDIENCE = "istio-ca";

  /// As long as Istio's projected tokens.
  public static final Duration LIFE = Duration.ofHours(12);

  /// Longest token that is looked at, in characters.
  public static final int LIMIT_CHARS = 8 * 1024;

  private static final String SUBJECT = "system:serviceaccount:";
  private static final Duration SKEW = Duration.ofMinutes(1);

  private final SigningKey key;
  private final TrustDomain trustDomain;

  /// Tokens of a mesh.
  ///
  /// @param key the mesh's token key, ECDSA P-256; not the authority's key
  /// @param trustDomain of the identities that the tokens prove
  public WorkloadTokens(SigningKey key, TrustDomain trustDomain) {
    if (key.algorithm() != Algorithm.ECDSA_P256) {
      throw new IllegalArgumentException("tokens are signed with ECDSA P-256, not " + key);
    }
    this.key = key;
    this.trustDomain = trustDomain;
  }

  private String issuer() {
    return "https://weft." + trustDomain;
  }

  /// Signs a token for a workload.
  public String issue(String namespace, String serviceAccount, Instant now, Duration life) {
    Identity identity = new Identity(trustDomain, namespace, serviceAccount);
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .issuer(issuer())
            .subject(SUBJECT + identity.namespace() + ":" + identity.serviceAccount())
            .audience(AUDIENCE)
            .issueTime(Date.from(now))
            .notBeforeTime(Date.from(now))
            .expirationTime(Date.from(now.plus(life)))
            .claim(
                "kubernetes.io",
                Map.of("namespace", namespace, "serviceaccount", Map.of("name", serviceAccount)))
            .build();
    SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.ES256), claims);
    try {
      token.sign(new ECDSASigner((ECPrivateKey) key.privateKey()));
      return token.serialize();
    } catch (JOSEException impossible) {
      throw new IllegalStateException("cannot sign a token with " + key, impossible);
    }
  }

  /// These tokens as something to ask; they name no cluster, so that none is looked at.
  public TokenVerifier verifier(InstantSource clock) {
    return (token, cluster) -> verify(token, clock.instant());
  }

  /// Whose token it is.
  public Checked<Identity> verify(String text, Instant now) {
    if (text.length() > LIMIT_CHARS) {
      return refused("the token is longer than " + LIMIT_CHARS + " characters");
    }
    try {
      SignedJWT token = SignedJWT.parse(text);
      boolean genuine =
          token.getHeader().getAlgorithm().equals(JWSAlgorithm.ES256)
              && token.verify(new ECDSAVerifier((ECPublicKey) key.publicKey()));
      if (!genuine) {
        return refused("the token was not signed by this mesh");
      }
      return claims(token.getJWTClaimsSet(), now);
    } catch (ParseException | JOSEException | RuntimeException broken) {
      return refused("the token cannot be read");
    }
  }

  private Checked<Identity> claims(JWTClaimsSet claims, Instant now) {
    Date end = claims.getExpirationTime();
    Date begin = claims.getNotBeforeTime();
    if (end == null || !now.isBefore(end.toInstant())) {
      return refused("the token expired at " + (end == null ? "once" : end.toInstant()));
    }
    if (begin != null && now.plus(SKEW).isBefore(begin.toInstant())) {
      return refused("the token begins at " + begin.toInstant());
    }
    if (!claims.getAudience().contains(AUDIENCE) || !issuer().equals(claims.getIssuer())) {
      return refused("the token is for " + claims.getAudience() + ", not for " + AUDIENCE);
    }
    String subject = String.valueOf(claims.getSubject());
    int colon = subject.indexOf(':', SUBJECT.length());
    if (!subject.startsWith(SUBJECT) || colon < 0) {
      return refused("the token's subject is no service account");
    }
    return Checked.valid(
        new Identity(
            trustDomain, subject.substring(SUBJECT.length(), colon), subject.substring(colon + 1)));
  }

  private static Checked<Identity> refused(String cause) {
    return new Checked.Invalid<>(
        List.of(
            Problem.error(
                Problem.Code.INVALID_VALUE,
                "authorization",
                cause,
                "show a current token of this mesh with audience " + AUDIENCE)));
  }
}
