package dev.weft.compiler.plan;

import dev.weft.model.Rule;
import dev.weft.model.StringMatch;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// One route: which requests, and what becomes of them.
///
/// @param name `default` for routes that no resource named
/// @param operation the span name of Istio's tracing, such as
///   `reviews.default.svc.cluster.local:9080/*`
/// @param rule the VirtualService rule (or other resource) that called for it
public record RoutePlan(
    String name,
    Match match,
    Action action,
    HeaderEdits request,
    HeaderEdits response,
    Optional<FaultPlan> fault,
    Optional<CorsPlan> cors,
    String operation,
    Optional<Rule> rule) {

  /// Which requests: every part must match.
  public record Match(
      PathMatch path, boolean ignoreCase, List<NamedMatch> headers, List<NamedMatch> query) {
    public static final Match ANY = new Match(new PathPrefix("/"), false, List.of(), List.of());

    public Match {
      headers = List.copyOf(headers);
      query = List.copyOf(query);
    }
  }

  public sealed interface PathMatch {}

  /// Raw string prefix, as in a VirtualService.
  public record PathPrefix(String value) implements PathMatch {}

  /// Prefix by whole path elements, as in Ingress and the Gateway API.
  public record PathElements(String value) implements PathMatch {}

  public record PathExact(String value) implements PathMatch {}

  public record PathRegex(String value) implements PathMatch {}

  /// A header (`:method`, `:scheme` and `:authority` included) or query parameter.
  ///
  /// @param absentMatches whether a missing header is treated as an empty one (`withoutHeaders`)
  public record NamedMatch(String name, StringMatch match, Sense sense, boolean absentMatches) {}

  /// Whether a match is wanted or forbidden.
  public enum Sense {
    MUST,
    MUST_NOT
  }

  public sealed interface Action {}

  /// The request goes to one of `destinations` by weight.
  ///
  /// @param authority the new authority, empty to keep it
  /// @param timeout of the whole request; zero for none
  public record Forward(
      List<Destination> destinations,
      PathRewrite rewrite,
      String authority,
      Duration timeout,
      Optional<RetryPlan> retry,
      List<Mirror> mirrors,
      List<HashKey> hash)
      implements Action {
    public Forward {
      destinations = List.copyOf(destinations);
      mirrors = List.copyOf(mirrors);
      hash = List.copyOf(hash);
    }
  }

  /// @param weight relative to the sum of all
  /// @param authority the new authority for this destination alone, empty to keep it
  public record Destination(
      String cluster, int weight, HeaderEdits request, HeaderEdits response, String authority) {}

  public sealed interface PathRewrite {}

  public record KeepPath() implements PathRewrite {}

  /// Replaces what the route's path match matched.
  public record ReplacePrefix(String value) implements PathRewrite {}

  /// Replaces every match of an RE2 expression; `\1` names a group.
  public record ReplaceRegex(String regex, String substitution) implements PathRewrite {}

  /// @param percent 0 to 100
  public record Mirror(String cluster, double percent) {}

  /// What a consistent hash is made of (DestinationRule `consistentHash`).
  public sealed interface HashKey {}

  public record HashHeader(String name) implements HashKey {}

  /// @param ttl absent: the cookie is never made; zero: a session cookie
  public record HashCookie(String name, String path, Optional<Duration> ttl) implements HashKey {}

  public record HashSource() implements HashKey {}

  public record HashQuery(String name) implements HashKey {}

  /// An answer that sends the client elsewhere.
  ///
  /// @param path the new path, with `prefixOnly` in place of the matched prefix only
  /// @param scheme empty to keep it
  /// @param authority empty to keep it
  public record Redirect(
      int status, String scheme, String authority, OptionalInt port, RedirectPath path)
      implements Action {}

  public sealed interface RedirectPath {}

  public record SamePath() implements RedirectPath {}

  public record WholePath(String value) implements RedirectPath {}

  public record PrefixOfPath(String value) implements RedirectPath {}

  /// A fixed answer.
  public record Respond(int status, String body) implements Action {}
}
