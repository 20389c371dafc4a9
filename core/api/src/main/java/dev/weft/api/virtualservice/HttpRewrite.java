package dev.weft.api.virtualservice;

import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Verified;
import java.util.Optional;

/// Changes of path and host before forwarding (Istio, "HTTPRewrite").
public record HttpRewrite(String uri, String authority, Optional<RegexRewrite> uriRegexRewrite)
    implements Verified {
  @Override
  public void verify(Findings findings) {
    if (!uri.isEmpty() && uriRegexRewrite.isPresent()) {
      findings.conflict("'uri' and 'uriRegexRewrite' exclude one another", "keep one of them");
    }
    if (uri.isEmpty() && uriRegexRewrite.isEmpty() && authority.isEmpty()) {
      findings.missing("nothing is rewritten", "write 'uri', 'uriRegexRewrite' or 'authority'");
    }
  }

  /// Rewrites the part of a path that a regular expression matches (Istio, "RegexRewrite").
  public record RegexRewrite(String match, String rewrite) implements Verified {
    @Override
    public void verify(Findings findings) {
      Expect.regex(findings.at("match"), match);
      if (rewrite.isEmpty()) {
        findings.at("rewrite").missing("'rewrite' is missing", "write what replaces the match");
      }
    }
  }
}
