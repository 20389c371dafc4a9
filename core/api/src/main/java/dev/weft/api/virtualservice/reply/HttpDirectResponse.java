package dev.weft.api.virtualservice.reply;

import dev.weft.api.schema.Base64Text;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Required;
import dev.weft.api.schema.Verified;
import java.util.Optional;

/// A fixed answer given by the proxy itself (Istio, "HTTPDirectResponse").
public record HttpDirectResponse(@Required int status, Optional<HttpBody> body)
    implements Verified {

  private static final long LIMIT_BODY = 1 << 20;

  @Override
  public void verify(Findings findings) {
    if (status < 200 || status > 599) {
      findings.at("status").invalid(status + " is not a status", "use a value from 200 to 599");
    }
    long size = body.map(HttpDirectResponse::size).orElse(0L);
    if (size > LIMIT_BODY) {
      findings
          .at("body")
          .invalid("the body has " + size + " bytes", "use at most " + LIMIT_BODY + " bytes");
    }
    if (body.orElse(null) instanceof HttpBody.Bytes bytes
        && Base64Text.bytes(bytes.value()).isEmpty()) {
      findings
          .at("body")
          .at("bytes")
          .invalid("the text is not base64", "encode it, or use 'string'");
    }
  }

  private static long size(HttpBody body) {
    return switch (body) {
      case HttpBody.Text text ->
          text.value().getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
      case HttpBody.Bytes bytes -> bytes.value().length() * 3L / 4;
    };
  }
}
