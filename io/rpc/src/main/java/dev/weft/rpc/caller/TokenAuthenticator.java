package dev.weft.rpc.caller;

import dev.weft.model.Checked;
import dev.weft.model.Identity;
import io.grpc.Attributes;
import io.grpc.Metadata;
import java.time.InstantSource;

/// By `authorization: Bearer TOKEN`, a token of [WorkloadTokens].
public final class TokenAuthenticator implements Authenticator {
  /// The header that carries it.
  public static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private static final String BEARER = "bearer ";

  private final WorkloadTokens tokens;
  private final InstantSource clock;

  public TokenAuthenticator(WorkloadTokens tokens, InstantSource clock) {
    this.tokens = tokens;
    this.clock = clock;
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
    return switch (tokens.verify(header.substring(BEARER.length()).trim(), clock.instant())) {
      case Checked.Valid<Identity> valid -> new Outcome.Known(valid.value());
      case Checked.Invalid<Identity> invalid ->
          new Outcome.Refused(invalid.problems().getFirst().cause());
    };
  }
}
