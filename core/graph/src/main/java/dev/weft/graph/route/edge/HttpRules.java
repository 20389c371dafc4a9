package dev.weft.graph.route.edge;

import dev.weft.graph.match.Cidr;
import java.util.List;
import java.util.Set;

/// What a connection manager does to every request's head.
///
/// @param useRemoteAddress whether this is the edge: the client is who is connected
/// @param trustedHops how many proxies in front are trusted in `x-forwarded-for`
/// @param internal addresses whose requests are internal
/// @param via is appended to `via` when not empty
/// @param upgrades allowed upgrades in lower case
/// @param suppressEnvoyHeaders whether no `x-envoy-*` header is added
/// @param mostHeaders of a request; more are refused with 431
public record HttpRules(
    boolean useRemoteAddress,
    boolean skipForwardedFor,
    int trustedHops,
    RequestId requestId,
    ClientCertificate clientCertificate,
    PathRules path,
    List<Cidr> internal,
    String via,
    Set<String> upgrades,
    boolean suppressEnvoyHeaders,
    int mostHeaders) {
  public HttpRules {
    internal = List.copyOf(internal);
    upgrades = Set.copyOf(upgrades);
  }

  /// @param generate whether requests without one get one
  /// @param preserveExternal whether the edge keeps one that came from outside
  /// @param inResponse whether responses carry it
  public record RequestId(boolean generate, boolean preserveExternal, boolean inResponse) {}

  /// What becomes of `x-forwarded-client-cert`.
  public record ClientCertificate(
      Forwarding forwarding, boolean subject, boolean uri, boolean dns) {
    public enum Forwarding {
      SANITIZE,
      FORWARD_ONLY,
      APPEND_FORWARD,
      SANITIZE_SET,
      ALWAYS_FORWARD_ONLY
    }
  }

  /// How paths are cleaned before routing.
  ///
  /// @param stripPort of the authority
  /// @param stripTrailingDot of the authority's host
  public record PathRules(
      boolean normalize,
      boolean mergeSlashes,
      Escapes escapedSlashes,
      StripPort stripPort,
      boolean stripTrailingDot) {
    public enum Escapes {
      KEEP,
      REJECT,
      UNESCAPE,
      REDIRECT
    }

    public enum StripPort {
      KEEP,
      MATCHING,
      ANY
    }
  }
}
