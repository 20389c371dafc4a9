package dev.weft.lab.cluster.api;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Tokens of service accounts, signed by the cluster.
final class Tokens {
  static final String ISSUER = "https://kubernetes.default.svc.cluster.local";
  private static final String CLAIM = "kubernetes.io";

  private final ECKey key;

  private Tokens(ECKey key) {
    this.key = key;
  }

  /// A new key, as text to be kept; a secret.
  static String newKey() {
    try {
      return new ECKeyGenerator(Curve.P_256)
          .keyID(UUID.randomUUID().toString())
          .generate()
          .toJSONString();
    } catch (JOSEException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// @throws ParseException when the text is no key
  static Tokens of(String key) throws ParseException {
    return new Tokens(ECKey.parse(key));
  }

  /// Whose a token is.
  record Account(String namespace, String name, String uid) {
    String user() {
      return "system:serviceaccount:" + namespace + ":" + name;
    }
  }

  /// What a token says, after its signature and its life were checked.
  record Verified(Account account, List<String> audiences) {
    Verified {
      audiences = List.copyOf(audiences);
    }
  }

  String issue(Account account, List<String> audiences, Instant now, Duration life) {
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .issuer(ISSUER)
            .subject(account.user())
            .audience(audiences)
            .issueTime(Date.from(now))
            .notBeforeTime(Date.from(now))
            .expirationTime(Date.from(now.plus(life)))
            .jwtID(UUID.randomUUID().toString())
            .claim(
                CLAIM,
                Map.of(
                    "namespace",
                    account.namespace(),
                    "serviceaccount",
                    Map.of("name", account.name(), "uid", account.uid())))
            .build();
    try {
      SignedJWT token =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(), claims);
      token.sign(new ECDSASigner(key));
      return token.serialize();
    } catch (JOSEException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// @throws ApiRefusal with the reason why the token is no good
  Verified verify(String text, Instant now) throws ApiRefusal {
    try {
      SignedJWT token = SignedJWT.parse(text);
      if (!token.verify(new ECDSAVerifier(key.toECPublicKey()))) {
        throw refused("it was not signed by this cluster");
      }
      JWTClaimsSet claims = token.getJWTClaimsSet();
      if (claims.getExpirationTime() == null
          || !now.isBefore(claims.getExpirationTime().toInstant())) {
        throw refused("it expired at " + claims.getExpirationTime());
      }
      if (claims.getNotBeforeTime() != null
          && now.plusSeconds(60).isBefore(claims.getNotBeforeTime().toInstant())) {
        throw refused("it is valid only from " + claims.getNotBeforeTime());
      }
      String[] subject = String.valueOf(claims.getSubject()).split(":", -1);
      Map<String, Object> about = claims.getJSONObjectClaim(CLAIM);
      if (subject.length != 4 || about == null) {
        throw refused("it is no service account's");
      }
      String uid =
          about.get("serviceaccount") instanceof Map<?, ?> account
              ? String.valueOf(account.get("uid"))
              : "";
      return new Verified(new Account(subject[2], subject[3], uid), claims.getAudience());
    } catch (ParseException | JOSEException malformed) {
      throw refused("it is no signed JWT: " + malformed.getMessage());
    }
  }

  private static ApiRefusal refused(String why) {
    return new ApiRefusal(401, "Unauthorized", "the token is refused: " + why);
  }

  /// The public half, as other programs read it.
  String keySet() {
    return new JWKSet(key.toPublicJWK()).toString();
  }
}
