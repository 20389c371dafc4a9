package dev.weft.api.virtualservice;

import dev.weft.api.schema.Findings;
import dev.weft.model.Problem;
import dev.weft.model.StringMatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds rules that can never take effect because an earlier one takes all that they match.
final class Unreachable {
  private Unreachable() {}

  static void http(Findings findings, List<HttpRoute> routes) {
    List<List<?>> matches = new ArrayList<>();
    for (HttpRoute route : routes) {
      matches.add(route.match().stream().map(Unreachable::unnamed).toList());
    }
    int reached = rules(findings, matches);
    prefixes(findings, routes.subList(0, reached));
  }

  static void tls(Findings findings, List<TlsRoute> routes) {
    rules(findings, routes.stream().<List<?>>map(TlsRoute::match).toList());
  }

  static void tcp(Findings findings, List<TcpRoute> routes) {
    rules(findings, routes.stream().<List<?>>map(TcpRoute::match).toList());
  }

  /// The conditions alone: a name does not make a match another one.
  private static HttpMatchRequest unnamed(HttpMatchRequest match) {
    return new HttpMatchRequest(
        "",
        match.uri(),
        match.scheme(),
        match.method(),
        match.authority(),
        match.headers(),
        match.port(),
        match.sourceLabels(),
        match.gateways(),
        match.queryParams(),
        match.ignoreUriCase(),
        match.withoutHeaders(),
        match.sourceNamespace(),
        "");
  }

  /// @return how many rules there are up to one that takes everything
  private static int rules(Findings findings, List<List<?>> rules) {
    Map<Object, Integer> seen = new HashMap<>();
    int takesAll = -1;
    for (int i = 0; i < rules.size(); i++) {
      List<?> matches = rules.get(i);
      if (takesAll >= 0) {
        unused(findings.at(i), "rule " + takesAll + " matches everything before it");
      } else {
        duplicates(findings.at(i), i, matches, seen);
        if (matches.isEmpty() || matches.stream().anyMatch(Unreachable::isAnything)) {
          takesAll = i;
        }
      }
    }
    return takesAll < 0 ? rules.size() : takesAll + 1;
  }

  /// A match without a condition, or with that of every path alone.
  private static boolean isAnything(Object match) {
    return match instanceof HttpMatchRequest http
        && (http.uri().isEmpty() || http.uri().equals(Optional.of(new StringMatch.Prefix("/"))))
        && isPathAlone(http);
  }

  private static void duplicates(
      Findings findings, int rule, List<?> matches, Map<Object, Integer> seen) {
    for (int i = 0; i < matches.size(); i++) {
      Integer earlier = seen.putIfAbsent(matches.get(i), rule);
      if (earlier != null) {
        unused(findings.at("match").at(i), "rule " + earlier + " has the same match before it");
      }
    }
  }

  /// A match by prefix alone takes all longer paths, whatever else is asked of them later.
  private static void prefixes(Findings findings, List<HttpRoute> routes) {
    List<HttpMatchRequest> earlier = new ArrayList<>();
    for (int i = 0; i < routes.size(); i++) {
      List<HttpMatchRequest> matches = routes.get(i).match();
      for (int j = 0; j < matches.size(); j++) {
        HttpMatchRequest match = matches.get(j);
        if (earlier.stream().anyMatch(before -> takes(before, match))) {
          unused(findings.at(i).at("match").at(j), "an earlier prefix takes every such path");
        }
      }
      earlier.addAll(matches.stream().filter(Unreachable::isPrefixAlone).toList());
    }
  }

  private static boolean isPrefixAlone(HttpMatchRequest match) {
    return match.uri().orElse(null) instanceof StringMatch.Prefix && isPathAlone(match);
  }

  private static boolean isPathAlone(HttpMatchRequest match) {
    HttpMatchRequest pathless =
        unnamed(
            new HttpMatchRequest(
                "",
                Optional.empty(),
                match.scheme(),
                match.method(),
                match.authority(),
                match.headers(),
                match.port(),
                match.sourceLabels(),
                match.gateways(),
                match.queryParams(),
                false,
                match.withoutHeaders(),
                match.sourceNamespace(),
                ""));
    return pathless.equals(ANYTHING);
  }

  private static boolean takes(HttpMatchRequest before, HttpMatchRequest match) {
    String prefix =
        before.uri().orElse(null) instanceof StringMatch.Prefix earlier ? earlier.value() : "";
    boolean same = before.ignoreUriCase() == match.ignoreUriCase();
    return switch (match.uri().orElse(null)) {
      case StringMatch.Exact exact -> same && exact.value().startsWith(prefix);
      case StringMatch.Prefix later ->
          same && later.value().startsWith(prefix) && !later.value().equals(prefix);
      case StringMatch.Regex regex -> false;
      case StringMatch.Present present -> false;
      case null -> false;
    };
  }

  private static void unused(Findings findings, String reason) {
    findings.warning(
        Problem.Code.UNREACHABLE,
        "this is never reached: " + reason + " (IST0130)",
        "move it up, or remove it");
  }

  private static final HttpMatchRequest ANYTHING =
      new HttpMatchRequest(
          "",
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Map.of(),
          0,
          Map.of(),
          List.of(),
          Map.of(),
          false,
          Map.of(),
          "",
          "");
}
