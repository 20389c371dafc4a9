package dev.weft.api.virtualservice;

import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.HeaderRules;
import dev.weft.api.schema.Nearest;
import dev.weft.api.schema.Verified;
import dev.weft.model.Problem;
import dev.weft.model.StringMatch;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Cross-origin resource sharing (Istio, "CorsPolicy").
public record CorsPolicy(
    List<String> allowOrigin,
    List<StringMatch> allowOrigins,
    List<String> allowMethods,
    List<String> allowHeaders,
    List<String> exposeHeaders,
    Optional<Duration> maxAge,
    Optional<Boolean> allowCredentials,
    UnmatchedPreflights unmatchedPreflights)
    implements Verified {
  public CorsPolicy {
    allowOrigin = List.copyOf(allowOrigin);
    allowOrigins = List.copyOf(allowOrigins);
    allowMethods = List.copyOf(allowMethods);
    allowHeaders = List.copyOf(allowHeaders);
    exposeHeaders = List.copyOf(exposeHeaders);
  }

  private static final List<String> METHODS =
      List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "CONNECT", "TRACE", "*");

  @Override
  public void verify(Findings findings) {
    for (int i = 0; i < allowOrigins.size(); i++) {
      Findings at = findings.at("allowOrigins").at(i);
      switch (allowOrigins.get(i)) {
        case StringMatch.Exact exact when exact.value().isEmpty() ->
            at.at("exact").invalid("the origin is empty", "write an origin, or remove it");
        case StringMatch.Exact exact -> {}
        case StringMatch.Prefix prefix -> Expect.match(at, prefix);
        case StringMatch.Regex regex -> Expect.match(at, regex);
        case StringMatch.Present present ->
            at.missing("the origin is empty", "write 'exact', 'prefix' or 'regex'");
      }
    }
    for (int i = 0; i < allowMethods.size(); i++) {
      if (!METHODS.contains(allowMethods.get(i))) {
        findings
            .at("allowMethods")
            .at(i)
            .invalid(
                "'" + allowMethods.get(i) + "' is not a method",
                Nearest.remedy(allowMethods.get(i), METHODS));
      }
    }
    for (int i = 0; i < allowHeaders.size(); i++) {
      HeaderRules.name(findings.at("allowHeaders").at(i), allowHeaders.get(i));
    }
    for (int i = 0; i < exposeHeaders.size(); i++) {
      HeaderRules.name(findings.at("exposeHeaders").at(i), exposeHeaders.get(i));
    }
    Expect.duration(findings.at("maxAge"), maxAge);
    if (maxAge.isPresent() && maxAge.get().getNano() != 0) {
      findings.at("maxAge").invalid("'maxAge' is finer than a second", "round it to seconds");
    }
    if (!allowOrigin.isEmpty()) {
      findings
          .at("allowOrigin")
          .warning(
              Problem.Code.DEPRECATED,
              "'allowOrigin' is an older spelling",
              "use 'allowOrigins' with 'exact'");
    }
  }

  /// One of the values that the API has; the first is the default.
  public enum UnmatchedPreflights {
    UNSPECIFIED,
    FORWARD,
    IGNORE
  }
}
