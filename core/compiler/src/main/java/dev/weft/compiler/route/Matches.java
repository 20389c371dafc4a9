package dev.weft.compiler.route;

import dev.weft.api.virtualservice.HttpMatchRequest;
import dev.weft.compiler.plan.RoutePlan;
import dev.weft.compiler.plan.RoutePlan.NamedMatch;
import dev.weft.compiler.plan.RoutePlan.Sense;
import dev.weft.model.Labels;
import dev.weft.model.StringMatch;
import dev.weft.world.Node;
import dev.weft.world.rules.Names;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Conditions on requests, and those that the node and listener decide already.
final class Matches {
  private Matches() {}

  /// Whether requests can match here at all: the listener's port, the gateway, and, where no
  /// gateway is named, the client's labels and namespace.
  ///
  /// @param namespace of the resource, for gateways named without one
  static boolean possible(HttpMatchRequest match, String namespace, RouteContext context) {
    if (match.port() != 0 && match.port() != context.port()) {
      return false;
    }
    Node node = context.view().node();
    if (!match.gateways().isEmpty()) {
      return match.gateways().stream()
          .anyMatch(written -> Names.gateway(written, namespace).equals(context.gateway()));
    }
    return node.labels().matches(Labels.of(match.sourceLabels()))
        && (match.sourceNamespace().isEmpty() || match.sourceNamespace().equals(node.namespace()));
  }

  static RoutePlan.Match of(HttpMatchRequest written) {
    List<NamedMatch> headers = new ArrayList<>();
    written.headers().forEach((name, match) -> headers.add(named(name, match, Sense.MUST)));
    written
        .withoutHeaders()
        .forEach((name, match) -> headers.add(named(name, match, Sense.MUST_NOT)));
    headers.sort(Comparator.comparing(NamedMatch::name));
    written.method().ifPresent(match -> headers.add(named(":method", match, Sense.MUST)));
    written.authority().ifPresent(match -> headers.add(named(":authority", match, Sense.MUST)));
    written.scheme().ifPresent(match -> headers.add(named(":scheme", match, Sense.MUST)));
    List<NamedMatch> query = new ArrayList<>();
    for (Map.Entry<String, StringMatch> match : new TreeMap<>(written.queryParams()).entrySet()) {
      query.add(named(match.getKey(), match.getValue(), Sense.MUST));
    }
    return new RoutePlan.Match(
        written.uri().map(Matches::path).orElse(RoutePlan.Match.ANY.path()),
        written.ignoreUriCase(),
        headers,
        query);
  }

  private static RoutePlan.PathMatch path(StringMatch uri) {
    return switch (uri) {
      case StringMatch.Exact exact -> new RoutePlan.PathExact(exact.value());
      case StringMatch.Prefix prefix -> new RoutePlan.PathPrefix(prefix.value());
      case StringMatch.Regex regex -> new RoutePlan.PathRegex(regex.value());
      case StringMatch.Present any -> RoutePlan.Match.ANY.path();
    };
  }

  /// An empty match, and the regular expression `*`, which is none, mean that there is a value.
  private static NamedMatch named(String name, StringMatch written, Sense sense) {
    StringMatch match =
        written.equals(new StringMatch.Regex("*")) ? new StringMatch.Present() : written;
    boolean presence = match instanceof StringMatch.Present;
    return new NamedMatch(name, match, sense, sense == Sense.MUST_NOT && !presence);
  }

  /// Whether every request matches, so that no later route is ever reached.
  static boolean everything(RoutePlan.Match match) {
    boolean anyPath =
        switch (match.path()) {
          case RoutePlan.PathPrefix prefix -> prefix.value().equals("/");
          case RoutePlan.PathElements elements -> elements.value().equals("/");
          case RoutePlan.PathRegex regex -> regex.value().equals(".*");
          case RoutePlan.PathExact exact -> false;
        };
    return anyPath && match.headers().isEmpty() && match.query().isEmpty();
  }
}
