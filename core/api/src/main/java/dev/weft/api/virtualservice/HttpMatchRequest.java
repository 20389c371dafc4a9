package dev.weft.api.virtualservice;

import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.GatewayNames;
import dev.weft.api.schema.HeaderRules;
import dev.weft.api.schema.LabelRules;
import dev.weft.api.schema.Names;
import dev.weft.api.schema.Ordered;
import dev.weft.api.schema.Verified;
import dev.weft.model.StringMatch;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Conditions that must all hold for a request (Istio, "HTTPMatchRequest"). Port zero means any.
public record HttpMatchRequest(
    String name,
    Optional<StringMatch> uri,
    Optional<StringMatch> scheme,
    Optional<StringMatch> method,
    Optional<StringMatch> authority,
    Map<String, StringMatch> headers,
    int port,
    Map<String, String> sourceLabels,
    List<String> gateways,
    Map<String, StringMatch> queryParams,
    boolean ignoreUriCase,
    Map<String, StringMatch> withoutHeaders,
    String sourceNamespace,
    String statPrefix)
    implements Verified {
  public HttpMatchRequest {
    headers = Ordered.copyOf(headers);
    sourceLabels = Ordered.copyOf(sourceLabels);
    gateways = List.copyOf(gateways);
    queryParams = Ordered.copyOf(queryParams);
    withoutHeaders = Ordered.copyOf(withoutHeaders);
  }

  @Override
  public void verify(Findings findings) {
    uri.ifPresent(match -> Expect.pathMatch(findings.at("uri"), match));
    scheme.ifPresent(match -> Expect.match(findings.at("scheme"), match));
    method.ifPresent(match -> Expect.match(findings.at("method"), match));
    authority.ifPresent(match -> Expect.match(findings.at("authority"), match));
    headers.forEach((name, match) -> {
      HeaderRules.matched(findings.at("headers").key(name), name);
      match(findings.at("headers").key(name), match);
    });
    withoutHeaders.forEach((name, match) -> {
      HeaderRules.matched(findings.at("withoutHeaders").key(name), name);
      match(findings.at("withoutHeaders").key(name), match);
    });
    queryParams.forEach((name, match) -> match(findings.at("queryParams").key(name), match));
    Expect.portOrAny(findings.at("port"), port);
    LabelRules.verify(findings.at("sourceLabels"), sourceLabels);
    GatewayNames.verify(findings.at("gateways"), gateways);
    if (!sourceNamespace.isEmpty()) {
      Expect.name(findings.at("sourceNamespace"), Names.label(sourceNamespace), "name a namespace");
    }
  }

  /// The regular expression `*` is Istio's older way to say that there is a value.
  private static void match(Findings findings, StringMatch match) {
    if (!(match instanceof StringMatch.Regex regex && regex.value().equals("*"))) {
      Expect.match(findings, match);
    }
  }
}
