package dev.weft.world.rules;

import dev.weft.api.virtualservice.HttpMatchRequest;
import dev.weft.api.virtualservice.HttpRoute;
import dev.weft.model.StringMatch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Combines a delegate's rule with the rule that refers to it: matches must agree, and settings
/// that the delegate leaves open come from the root (Istio, "Delegate").
final class DelegatedRoute {
  private DelegatedRoute() {}

  /// The combined rule; empty when no match of the delegate lies within one of the root.
  static Optional<HttpRoute> merge(HttpRoute root, HttpRoute delegate) {
    List<HttpMatchRequest> matches = new ArrayList<>();
    if (root.match().isEmpty()) {
      matches.addAll(delegate.match());
    } else if (delegate.match().isEmpty()) {
      matches.addAll(root.match());
    } else {
      for (HttpMatchRequest outer : root.match()) {
        for (HttpMatchRequest inner : delegate.match()) {
          within(outer, inner).ifPresent(matches::add);
        }
      }
      if (matches.isEmpty()) {
        return Optional.empty();
      }
    }
    return Optional.of(
        new HttpRoute(
            name(root.name(), delegate.name()),
            matches,
            delegate.route(),
            delegate.redirect(),
            delegate.directResponse(),
            Optional.empty(),
            delegate.rewrite().or(root::rewrite),
            delegate.timeout().or(root::timeout),
            delegate.retries().or(root::retries),
            delegate.fault().or(root::fault),
            delegate.mirror().or(root::mirror),
            delegate.mirrorPercent().or(root::mirrorPercent),
            delegate.mirrorPercentage().or(root::mirrorPercentage),
            delegate.mirrors().isEmpty() ? root.mirrors() : delegate.mirrors(),
            delegate.corsPolicy().or(root::corsPolicy),
            delegate.headers().or(root::headers)));
  }

  private static String name(String root, String delegate) {
    return root.isEmpty() || delegate.isEmpty() ? root + delegate : root + "-" + delegate;
  }

  private static Optional<HttpMatchRequest> within(HttpMatchRequest outer, HttpMatchRequest inner) {
    boolean apart =
        outer.ignoreUriCase() != inner.ignoreUriCase()
            || conflict(outer.uri(), inner.uri())
            || conflict(outer.scheme(), inner.scheme())
            || conflict(outer.method(), inner.method())
            || conflict(outer.authority(), inner.authority())
            || conflict(outer.headers(), inner.headers())
            || conflict(outer.withoutHeaders(), inner.withoutHeaders())
            || conflict(outer.queryParams(), inner.queryParams())
            || differ(outer.sourceNamespace(), inner.sourceNamespace())
            || outer.port() != 0 && inner.port() != 0 && outer.port() != inner.port()
            || labelsDiffer(outer.sourceLabels(), inner.sourceLabels())
            || !inner.gateways().isEmpty() && !outer.gateways().containsAll(inner.gateways());
    if (apart) {
      return Optional.empty();
    }
    return Optional.of(
        new HttpMatchRequest(
            name(outer.name(), inner.name()),
            inner.uri().or(outer::uri),
            inner.scheme().or(outer::scheme),
            inner.method().or(outer::method),
            inner.authority().or(outer::authority),
            both(outer.headers(), inner.headers()),
            inner.port() != 0 ? inner.port() : outer.port(),
            both(outer.sourceLabels(), inner.sourceLabels()),
            inner.gateways().isEmpty() ? outer.gateways() : inner.gateways(),
            both(outer.queryParams(), inner.queryParams()),
            inner.ignoreUriCase(),
            both(outer.withoutHeaders(), inner.withoutHeaders()),
            inner.sourceNamespace().isEmpty() ? outer.sourceNamespace() : inner.sourceNamespace(),
            inner.statPrefix().isEmpty() ? outer.statPrefix() : inner.statPrefix()));
  }

  private static <V> Map<String, V> both(Map<String, V> outer, Map<String, V> inner) {
    Map<String, V> all = new LinkedHashMap<>(outer);
    all.putAll(inner);
    return all;
  }

  private static boolean differ(String outer, String inner) {
    return !outer.isEmpty() && !inner.isEmpty() && !outer.equals(inner);
  }

  private static boolean labelsDiffer(Map<String, String> outer, Map<String, String> inner) {
    return inner.entrySet().stream()
        .anyMatch(label ->
            !label.getValue().equals(outer.getOrDefault(label.getKey(), label.getValue())));
  }

  private static boolean conflict(Map<String, StringMatch> outer, Map<String, StringMatch> inner) {
    return outer.entrySet().stream()
        .anyMatch(match ->
            conflict(
                Optional.of(match.getValue()), Optional.ofNullable(inner.get(match.getKey()))));
  }

  /// Whether a value could match the inner one without matching the outer one, as far as can be
  /// seen without reading regular expressions, which agree with nothing.
  private static boolean conflict(Optional<StringMatch> outer, Optional<StringMatch> inner) {
    if (outer.isEmpty() || inner.isEmpty()) {
      return false;
    }
    return switch (outer.get()) {
      case StringMatch.Present any -> false;
      case StringMatch.Regex unreadable -> true;
      case StringMatch.Exact exact -> !inner.get().equals(exact);
      case StringMatch.Prefix prefix ->
          switch (inner.get()) {
            case StringMatch.Exact exact -> !exact.value().startsWith(prefix.value());
            case StringMatch.Prefix longer -> !longer.value().startsWith(prefix.value());
            case StringMatch.Regex unreadable -> true;
            case StringMatch.Present any -> false;
          };
    };
  }
}
