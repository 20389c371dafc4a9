package dev.weft.graph.route;

import com.google.re2j.Pattern;
import dev.weft.graph.cluster.ClusterCell;
import dev.weft.graph.edit.Edits;
import dev.weft.graph.exchange.HeaderEdit;
import dev.weft.graph.match.Fraction;
import dev.weft.graph.retry.RetryPolicy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// What a route does.
public sealed interface Action {
  /// Answers at once.
  record Direct(int status, String body) implements Action {}

  /// Sends the client elsewhere. Empty texts and port 0 keep what the request has.
  record Redirect(
      int status,
      String scheme,
      boolean toHttps,
      String host,
      int port,
      Optional<PathChange> path,
      boolean stripQuery)
      implements Action {}

  /// Forwards to a cluster.
  ///
  /// @param upgrades which upgrades the route allows or forbids, by lower-case name; those it does
  ///   not speak of are the connection manager's
  /// @param tunnelsConnect whether a `CONNECT` ends here and its bytes go on as TCP
  /// @param missingStatus the status when the cluster does not exist
  record Send(
      Destination destination,
      Optional<PathChange> path,
      HostChange host,
      boolean appendForwardedHost,
      Durations durations,
      Optional<RetryPolicy> retry,
      List<HashPolicy> hashes,
      List<Shadow> mirrors,
      Map<String, Boolean> upgrades,
      boolean tunnelsConnect,
      int missingStatus)
      implements Action {
    public Send {
      hashes = List.copyOf(hashes);
      mirrors = List.copyOf(mirrors);
      upgrades = Map.copyOf(upgrades);
    }
  }

  /// Which cluster.
  sealed interface Destination {
    record One(ClusterCell cluster) implements Destination {}

    /// @param header names the cluster at run time
    record Named(String header) implements Destination {}

    /// @param total of the weights, at least 1
    record Weighted(List<Share> shares, long total) implements Destination {
      public Weighted {
        shares = List.copyOf(shares);
      }
    }
  }

  /// One of several clusters.
  ///
  /// @param header names the cluster instead when not empty
  /// @param host replaces the authority when not empty
  record Share(
      ClusterCell cluster,
      String header,
      long weight,
      Edits request,
      Edits response,
      String host) {}

  /// How the path is rewritten.
  sealed interface PathChange {
    /// Replaces what the match matched.
    record Prefix(String replacement) implements PathChange {}

    /// @param replacement in the syntax of [com.google.re2j.Matcher#replaceAll(String)]
    record Regex(Pattern pattern, String replacement) implements PathChange {}

    /// Replaces everything; only redirects do.
    record Whole(String path) implements PathChange {}
  }

  /// How the authority is rewritten.
  sealed interface HostChange {
    record Keep() implements HostChange {}

    record Literal(String host) implements HostChange {}

    record FromHeader(String header) implements HostChange {}

    record FromPath(Pattern pattern, String replacement) implements HostChange {}

    /// To the host name of the chosen endpoint.
    record OfEndpoint() implements HostChange {}
  }

  /// In nanoseconds. A limit that is absent is not set; 0 is no limit.
  ///
  /// @param grpcMost caps the `grpc-timeout` header, which is ignored when this is absent
  /// @param grpcOffset is taken off the `grpc-timeout` header
  record Durations(
      long request,
      OptionalLong idle,
      OptionalLong stream,
      OptionalLong grpcMost,
      long grpcOffset) {}

  record Shadow(ClusterCell cluster, Fraction share, boolean suffixHost) {}

  /// A response header edit that the redirect needs.
  static HeaderEdit location(String uri) {
    return HeaderEdit.set("location", uri);
  }
}
