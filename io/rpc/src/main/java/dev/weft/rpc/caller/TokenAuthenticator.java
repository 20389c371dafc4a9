package dev.weft.rpc.caller;

import dev.weft.model.Checked;
import dev.weft.model.Identity;
import io.grpc.Attributes;
import io.grpc.Metadata;
import java.util.Optional;

/// By `authorization: Bearer TOKEN`, with the caller's cluster in `clusterid` as Istio's agents
/// send it.
public final class TokenAuthenticator implements Authenticator {
  /// The header that carries it.
  public static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  /// The header that names the cluster which gave the token.
  public static final Metadata.Key<String> CLUSTER =
      Metadata.Key.of("clusterid", Metadata.ASCII_STRING_MARSHALLER);

  private static final String BEARER = "bearer ";

  private final TokenVerifier verifier;

  public TokenAuthenticator(TokenVerifier verifier) {
    this.verifier = verifier;
  }

  @Override
  public String credential() {
    return "token";
  }

  @Override
  public Outcome look(Metadata headers, Attributes connection) {
    String header = headers.get(AUTHORIZATION);
    if (header == null || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return new Outcome.Silent();
    }
    Optional<String> cluster =
        Optional.ofNullable(headers.get(CLUSTER)).filter(name -> !name.isEmpty());
    return switch (verifier.verify(header.substring(BEARER.length()).trim(), cluster)) {
      case Checked.Valid<Identity> valid -> new Outcome.Known(valid.value());
      case Checked.Invalid<Identity> invalid ->
          new Outcome.Refused(invalid.problems().getFirst().cause());
    };
  }
}
