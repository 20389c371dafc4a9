package dev.weft.api.virtualservice.reply;

import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Inline;
import dev.weft.api.schema.Verified;
import java.util.Optional;

/// An answer that sends the client elsewhere (Istio, "HTTPRedirect"). Redirect code zero means 301.
public record HttpRedirect(
    String uri,
    String authority,
    @Inline Optional<RedirectPort> redirectPort,
    String scheme,
    int redirectCode,
    String prefixRewrite)
    implements Verified {
  @Override
  public void verify(Findings findings) {
    if (!uri.isEmpty() && !prefixRewrite.isEmpty()) {
      findings.conflict("'uri' and 'prefixRewrite' exclude one another", "keep one of them");
    }
    if (uri.isEmpty()
        && prefixRewrite.isEmpty()
        && authority.isEmpty()
        && scheme.isEmpty()
        && redirectPort.isEmpty()) {
      findings.missing(
          "the redirect leads nowhere else", "write 'uri', 'authority', 'scheme' or a port");
    }
    if (redirectCode != 0 && (redirectCode < 300 || redirectCode > 399)) {
      findings
          .at("redirectCode")
          .invalid(
              redirectCode + " is not the code of a redirect", "use 301, 302, 303, 307 or 308");
    }
    if (!scheme.isEmpty() && !scheme.equals("http") && !scheme.equals("https")) {
      findings.at("scheme").invalid("'" + scheme + "' is not a scheme", "use http or https");
    }
    if (redirectPort.orElse(null) instanceof RedirectPort.Port number) {
      Expect.port(findings.at("port"), number.value());
    }
  }
}
