package dev.weft.api.destinationrule;

import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Field;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Required;
import dev.weft.api.schema.Verified;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What a consistent hash is taken of.
public sealed interface HashKey {
  record HttpHeaderName(String value) implements HashKey {}

  @Field("httpCookie")
  record Cookie(
      @Required String name, String path, Optional<Duration> ttl, List<CookieAttribute> attributes)
      implements HashKey, Verified {
    public Cookie {
      attributes = List.copyOf(attributes);
    }

    @Override
    public void verify(Findings findings) {
      Expect.distinct(
          findings.at("attributes"), attributes.stream().map(CookieAttribute::name).toList());
    }
  }

  record UseSourceIp(boolean value) implements HashKey {}

  record HttpQueryParameterName(String value) implements HashKey {}
}
