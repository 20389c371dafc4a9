package dev.weft.api.requestauthentication;

import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Field;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Verified;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// One issuer of tokens and where tokens are found (Istio, "JWTRule").
public record JwtRule(
    String issuer,
    List<String> audiences,
    @Field(value = "jwksUri", also = "jwks_uri") String jwksUri,
    String jwks,
    List<JwtHeader> fromHeaders,
    List<String> fromParams,
    List<String> fromCookies,
    String outputPayloadToHeader,
    boolean forwardOriginalToken,
    List<ClaimToHeader> outputClaimToHeaders,
    Optional<Duration> timeout,
    List<String> spaceDelimitedClaims,
    Presence presence)
    implements Verified {
  public JwtRule {
    audiences = List.copyOf(audiences);
    fromHeaders = List.copyOf(fromHeaders);
    fromParams = List.copyOf(fromParams);
    fromCookies = List.copyOf(fromCookies);
    outputClaimToHeaders = List.copyOf(outputClaimToHeaders);
    spaceDelimitedClaims = List.copyOf(spaceDelimitedClaims);
  }

  @Override
  public void verify(Findings findings) {
    if (issuer.isEmpty() && jwksUri.isEmpty()) {
      findings.missing("neither issuer nor keys are named", "write 'issuer' or 'jwksUri'");
    }
    if (!jwksUri.isEmpty()) {
      Expect.url(findings.at("jwksUri"), jwksUri, Set.of("http", "https"));
      if (!jwks.isEmpty()) {
        findings.conflict("'jwksUri' and 'jwks' exclude one another", "keep one of them");
      }
    }
    if (!jwks.isEmpty() && !jwks.strip().startsWith("{")) {
      findings
          .at("jwks")
          .invalid("the text is not a set of keys in JSON", "write {\"keys\": [...]}");
    }
    Expect.duration(findings.at("timeout"), timeout);
  }

  /// One of the values that the API has; the first is the default.
  public enum Presence {
    OPTIONAL,
    REQUIRED
  }
}
