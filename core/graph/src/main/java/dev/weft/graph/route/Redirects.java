package dev.weft.graph.route;

import dev.weft.graph.route.match.Target;

/// Builds the `location` of redirects.
final class Redirects {
  private Redirects() {}

  static String location(Action.Redirect redirect, Case about) {
    String before = about.edge.scheme();
    String scheme =
        redirect.scheme().isEmpty() ? (redirect.toHttps() ? "https" : before) : redirect.scheme();
    String host =
        redirect.host().isEmpty()
            ? kept(about.head.authority(), before, scheme, redirect.port() != 0)
            : redirect.host();
    String port = redirect.port() == 0 ? "" : ":" + redirect.port();
    return scheme + "://" + host + port + path(redirect, about);
  }

  /// The request's host; its port goes when another is set or when it was the old scheme's own.
  private static String kept(String authority, String before, String scheme, boolean otherPort) {
    String host = RouteTable.withoutPort(authority);
    if (host.length() == authority.length()) {
      return authority;
    }
    String port = authority.substring(host.length() + 1);
    boolean ownPort =
        before.equals("http") && port.equals("80") || before.equals("https") && port.equals("443");
    return otherPort || !before.equals(scheme) && ownPort ? host : authority;
  }

  private static String path(Action.Redirect redirect, Case about) {
    Target target = about.target;
    String suffix = redirect.stripQuery() ? "" : target.suffix();
    if (redirect.path().isEmpty()) {
      return target.path() + suffix;
    }
    return switch (redirect.path().get()) {
      // A path that brings a query of its own keeps that one.
      case Action.PathChange.Whole whole when whole.path().indexOf('?') >= 0 ->
          redirect.stripQuery()
              ? whole.path().substring(0, whole.path().indexOf('?'))
              : whole.path();
      case Action.PathChange.Whole whole -> whole.path() + suffix;
      case Action.PathChange change -> changed(change, about) + suffix;
    };
  }

  /// The path, without query, after a change.
  static String changed(Action.PathChange change, Case about) {
    String path = about.target.path();
    return switch (change) {
      case Action.PathChange.Prefix prefix -> {
        int matched = about.entry == null ? 0 : about.entry.match().path().matched(path);
        yield prefix.replacement() + path.substring(Math.min(matched, path.length()));
      }
      case Action.PathChange.Regex regex ->
          regex.pattern().matcher(path).replaceAll(regex.replacement());
      case Action.PathChange.Whole whole -> whole.path();
    };
  }
}
