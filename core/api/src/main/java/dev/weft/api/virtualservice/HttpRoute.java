package dev.weft.api.virtualservice;

import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Field;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.HeaderRules;
import dev.weft.api.schema.Verified;
import dev.weft.api.schema.Weights;
import dev.weft.api.virtualservice.reply.HttpDirectResponse;
import dev.weft.api.virtualservice.reply.HttpRedirect;
import dev.weft.model.Problem;
import dev.weft.model.StringMatch;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// One ordered rule for HTTP requests: any of the matches, then one action and its policies (Istio,
/// "HTTPRoute").
public record HttpRoute(
    String name,
    List<HttpMatchRequest> match,
    List<HttpRouteDestination> route,
    Optional<HttpRedirect> redirect,
    Optional<HttpDirectResponse> directResponse,
    Optional<Delegate> delegate,
    Optional<HttpRewrite> rewrite,
    Optional<Duration> timeout,
    Optional<HttpRetry> retries,
    Optional<HttpFaultInjection> fault,
    Optional<Destination> mirror,
    @Field(value = "mirrorPercent", also = "mirror_percent") Optional<Integer> mirrorPercent,
    Optional<Percent> mirrorPercentage,
    List<HttpMirrorPolicy> mirrors,
    Optional<CorsPolicy> corsPolicy,
    Optional<Headers> headers)
    implements Verified {
  public HttpRoute {
    match = List.copyOf(match);
    route = List.copyOf(route);
    mirrors = List.copyOf(mirrors);
  }

  @Override
  public void verify(Findings findings) {
    actions(findings);
    mirrors(findings);
    authority(findings);
    Expect.duration(findings.at("timeout"), timeout);
    Weights.total(findings.at("route"), route.stream().map(HttpRouteDestination::weight).toList());
    if (redirect.isPresent() && !redirect.get().prefixRewrite().isEmpty()) {
      boolean prefixes =
          match.stream()
              .flatMap(one -> one.uri().stream())
              .allMatch(StringMatch.Prefix.class::isInstance);
      if (!prefixes) {
        findings
            .at("redirect")
            .at("prefixRewrite")
            .conflict("a path is matched otherwise than by prefix", "match 'uri' by 'prefix'");
      }
    }
  }

  private void actions(Findings findings) {
    if (delegate.isPresent()) {
      exclude(findings, "delegate", "redirect", redirect.isPresent());
      exclude(findings, "delegate", "route", !route.isEmpty());
      exclude(findings, "delegate", "directResponse", directResponse.isPresent());
      return;
    }
    if (route.isEmpty() && redirect.isEmpty() && directResponse.isEmpty()) {
      findings.missing(
          "the rule does nothing", "write 'route', 'redirect', 'directResponse' or 'delegate'");
    }
    if (redirect.isPresent()) {
      others(findings, "redirect");
      exclude(findings, "redirect", "directResponse", directResponse.isPresent());
    } else if (directResponse.isPresent()) {
      others(findings, "directResponse");
    }
  }

  private void others(Findings findings, String action) {
    exclude(findings, action, "route", !route.isEmpty());
    exclude(findings, action, "fault", fault.isPresent());
    exclude(findings, action, "rewrite", rewrite.isPresent());
  }

  private static void exclude(Findings findings, String action, String other, boolean present) {
    if (present) {
      findings
          .at(other)
          .conflict("'" + other + "' and '" + action + "' exclude one another", "keep one of them");
    }
  }

  private void mirrors(Findings findings) {
    if (mirror.isPresent() && !mirrors.isEmpty()) {
      findings
          .at("mirror")
          .conflict("'mirror' and 'mirrors' exclude one another", "keep 'mirrors'");
    }
    if (mirrorPercent.isPresent()) {
      Expect.percent(findings.at("mirrorPercent"), mirrorPercent.get());
      findings
          .at("mirrorPercent")
          .warning(
              Problem.Code.DEPRECATED,
              "'mirrorPercent' is an older spelling",
              "use 'mirrorPercentage: {value: " + mirrorPercent.get() + "}'");
    }
  }

  /// The host may be rewritten in one place only.
  private void authority(Findings findings) {
    Optional<HeaderOperations> request = headers.flatMap(Headers::request);
    long places =
        rewrite.stream().filter(one -> !one.authority().isEmpty()).count()
            + request.stream()
                .flatMap(edits ->
                    java.util.stream.Stream.concat(
                        edits.set().keySet().stream(), edits.add().keySet().stream()))
                .filter(HeaderRules::isAuthority)
                .count();
    if (places > 1) {
      findings.conflict("the host is rewritten in " + places + " places", "keep one of them");
    }
  }
}
