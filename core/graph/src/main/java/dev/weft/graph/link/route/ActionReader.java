package dev.weft.graph.link.route;

import com.google.re2j.Pattern;
import dev.weft.graph.cluster.ClusterCells;
import dev.weft.graph.edit.Edits;
import dev.weft.graph.link.reading.Matchers;
import dev.weft.graph.link.reading.Refusals;
import dev.weft.graph.link.reading.Unlinkable;
import dev.weft.graph.link.reading.Unpack;
import dev.weft.graph.link.reading.Where;
import dev.weft.graph.match.Fraction;
import dev.weft.graph.retry.RetryPolicy;
import dev.weft.graph.route.Action;
import io.envoyproxy.envoy.config.core.v3.RoutingPriority;
import io.envoyproxy.envoy.config.route.v3.DirectResponseAction;
import io.envoyproxy.envoy.config.route.v3.RedirectAction;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.WeightedCluster;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatchAndSubstitute;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// Reads what routes do.
final class ActionReader {
  private static final long DEFAULT_TIMEOUT = 15_000_000_000L;
  private static final Refusals UNHEEDED =
      Refusals.of(
          RouteAction.getDescriptor(),
          "metadata_match",
          "internal_redirect_policy",
          "path_rewrite_policy",
          "rate_limits",
          "hedge_policy",
          "retry_policy_typed_config",
          "early_data_policy");

  private final ClusterCells clusters;
  private final Map<io.envoyproxy.envoy.config.route.v3.RetryPolicy, RetryPolicy> retries =
      new HashMap<>();

  ActionReader(ClusterCells clusters) {
    this.clusters = clusters;
  }

  Action.Direct direct(DirectResponseAction action, Where where) throws Unlinkable {
    int status = action.getStatus();
    if (status < 200 || status > 599) {
      throw where
          .in("status")
          .fault(
              "status " + Integer.toUnsignedString(status) + " is not between 200 and 599",
              "choose such a status");
    }
    String body =
        switch (action.getBody().getSpecifierCase()) {
          case INLINE_STRING -> action.getBody().getInlineString();
          case INLINE_BYTES -> action.getBody().getInlineBytes().toString(StandardCharsets.UTF_8);
          case SPECIFIER_NOT_SET -> "";
          case FILENAME, ENVIRONMENT_VARIABLE ->
              throw where.in("body").lacking("a body from a file or variable");
        };
    return new Action.Direct(status, body);
  }

  Action.Redirect redirect(RedirectAction action, Where where) throws Unlinkable {
    Optional<Action.PathChange> path =
        switch (action.getPathRewriteSpecifierCase()) {
          case PATH_REDIRECT -> Optional.of(new Action.PathChange.Whole(action.getPathRedirect()));
          case PREFIX_REWRITE ->
              Optional.of(new Action.PathChange.Prefix(action.getPrefixRewrite()));
          case REGEX_REWRITE ->
              Optional.of(regex(action.getRegexRewrite(), where.in("regex_rewrite")));
          case PATHREWRITESPECIFIER_NOT_SET -> Optional.empty();
        };
    int status =
        switch (action.getResponseCode()) {
          case MOVED_PERMANENTLY, UNRECOGNIZED -> 301;
          case FOUND -> 302;
          case SEE_OTHER -> 303;
          case TEMPORARY_REDIRECT -> 307;
          case PERMANENT_REDIRECT -> 308;
        };
    int port = action.getPortRedirect();
    if (port < 0 || port > 65535) {
      throw where
          .in("port_redirect")
          .fault(
              "port " + Integer.toUnsignedString(port) + " is not between 1 and 65535",
              "choose such a port");
    }
    return new Action.Redirect(
        status,
        action.getSchemeRedirect(),
        action.getHttpsRedirect(),
        action.getHostRedirect(),
        port,
        path,
        action.getStripQuery());
  }

  private static Action.PathChange regex(RegexMatchAndSubstitute rewrite, Where where)
      throws Unlinkable {
    Pattern pattern = Matchers.regex(rewrite.getPattern(), where.in("pattern"));
    return new Action.PathChange.Regex(
        pattern,
        Matchers.substitution(rewrite.getSubstitution(), pattern, where.in("substitution")));
  }

  Action.Send send(RouteAction action, Where where) throws Unlinkable {
    refuseUnknown(action, where);
    Optional<Action.PathChange> path = Optional.empty();
    if (action.hasRegexRewrite()) {
      path = Optional.of(regex(action.getRegexRewrite(), where.in("regex_rewrite")));
    } else if (!action.getPrefixRewrite().isEmpty()) {
      path = Optional.of(new Action.PathChange.Prefix(action.getPrefixRewrite()));
    }
    Map<String, Boolean> upgrades = new HashMap<>();
    boolean tunnels = false;
    for (RouteAction.UpgradeConfig upgrade : action.getUpgradeConfigsList()) {
      String type = upgrade.getUpgradeType().toLowerCase(Locale.ROOT);
      upgrades.put(type, !upgrade.hasEnabled() || upgrade.getEnabled().getValue());
      tunnels |= type.equals("connect") && upgrade.hasConnectConfig();
    }
    Optional<RetryPolicy> retry =
        action.hasRetryPolicy()
            ? Optional.of(retry(action.getRetryPolicy(), where))
            : Optional.empty();
    return new Action.Send(
        destination(action, where),
        path,
        host(action, where),
        action.getAppendXForwardedHost(),
        durations(action),
        retry,
        HashReader.read(action.getHashPolicyList(), where),
        mirrors(action.getRequestMirrorPoliciesList(), where),
        upgrades,
        tunnels,
        switch (action.getClusterNotFoundResponseCode()) {
          case NOT_FOUND -> 404;
          case INTERNAL_SERVER_ERROR -> 500;
          case SERVICE_UNAVAILABLE, UNRECOGNIZED -> 503;
        });
  }

  /// Most routes ask for the same retries.
  private RetryPolicy retry(io.envoyproxy.envoy.config.route.v3.RetryPolicy policy, Where where)
      throws Unlinkable {
    RetryPolicy read = retries.get(policy);
    if (read == null) {
      read = RetryReader.read(policy, where.in("retry_policy"));
      retries.put(policy, read);
    }
    return read;
  }

  private static void refuseUnknown(RouteAction action, Where where) throws Unlinkable {
    UNHEEDED.check(action, where);
    if (action.getPriority() != RoutingPriority.DEFAULT) {
      throw where.in("priority").lacking("circuit breakers of high priority");
    }
  }

  private Action.Destination destination(RouteAction action, Where where) throws Unlinkable {
    return switch (action.getClusterSpecifierCase()) {
      case CLUSTER -> new Action.Destination.One(clusters.cell(action.getCluster()));
      case CLUSTER_HEADER ->
          new Action.Destination.Named(action.getClusterHeader().toLowerCase(Locale.ROOT));
      case WEIGHTED_CLUSTERS ->
          weighted(action.getWeightedClusters(), where.in("weighted_clusters"));
      case CLUSTER_SPECIFIER_PLUGIN, INLINE_CLUSTER_SPECIFIER_PLUGIN ->
          throw where.lacking("a cluster specifier plugin");
      case CLUSTERSPECIFIER_NOT_SET ->
          throw where.in("cluster").fault("the route names no cluster", "name one");
    };
  }

  private Action.Destination weighted(WeightedCluster weighted, Where where) throws Unlinkable {
    List<Action.Share> shares = new ArrayList<>();
    long total = 0;
    for (int i = 0; i < weighted.getClustersCount(); i++) {
      WeightedCluster.ClusterWeight one = weighted.getClusters(i);
      Where at = where.in("clusters", i);
      if (one.hasMetadataMatch()) {
        throw at.in("metadata_match").lacking("choosing endpoints by metadata");
      }
      if (one.getTypedPerFilterConfigCount() > 0) {
        throw at.in("typed_per_filter_config").lacking("a filter setting of a weighted cluster");
      }
      if (one.getName().isEmpty() == one.getClusterHeader().isEmpty()) {
        throw at.fault("name and cluster_header are both set or both empty", "set one of them");
      }
      long weight = one.hasWeight() ? Integer.toUnsignedLong(one.getWeight().getValue()) : 0;
      total += weight;
      shares.add(
          new Action.Share(
              clusters.cell(one.getName()),
              one.getClusterHeader().toLowerCase(Locale.ROOT),
              weight,
              edits(one, at, "request"),
              edits(one, at, "response"),
              one.getHostRewriteLiteral()));
    }
    if (weighted.getHeaderName().length() > 0) {
      throw where.in("header_name").lacking("a random value from a header");
    }
    if (total <= 0) {
      throw where.fault("the sum of the weights is 0", "give at least one cluster a weight");
    }
    return new Action.Destination.Weighted(shares, total);
  }

  private static Edits edits(WeightedCluster.ClusterWeight one, Where where, String kind)
      throws Unlinkable {
    return kind.equals("request")
        ? EditReader.read(
            one.getRequestHeadersToAddList(), one.getRequestHeadersToRemoveList(), where, kind)
        : EditReader.read(
            one.getResponseHeadersToAddList(), one.getResponseHeadersToRemoveList(), where, kind);
  }

  private static Action.HostChange host(RouteAction action, Where where) throws Unlinkable {
    return switch (action.getHostRewriteSpecifierCase()) {
      case HOST_REWRITE_LITERAL -> new Action.HostChange.Literal(action.getHostRewriteLiteral());
      case AUTO_HOST_REWRITE ->
          action.getAutoHostRewrite().getValue()
              ? new Action.HostChange.OfEndpoint()
              : new Action.HostChange.Keep();
      case HOST_REWRITE_HEADER ->
          new Action.HostChange.FromHeader(action.getHostRewriteHeader().toLowerCase(Locale.ROOT));
      case HOST_REWRITE_PATH_REGEX -> {
        Where at = where.in("host_rewrite_path_regex");
        RegexMatchAndSubstitute rewrite = action.getHostRewritePathRegex();
        Pattern pattern = Matchers.regex(rewrite.getPattern(), at.in("pattern"));
        yield new Action.HostChange.FromPath(
            pattern,
            Matchers.substitution(rewrite.getSubstitution(), pattern, at.in("substitution")));
      }
      case HOSTREWRITESPECIFIER_NOT_SET -> new Action.HostChange.Keep();
    };
  }

  private static Action.Durations durations(RouteAction action) {
    var stream = action.getMaxStreamDuration();
    OptionalLong grpcMost = OptionalLong.empty();
    long grpcOffset = 0;
    if (stream.hasGrpcTimeoutHeaderMax()) {
      grpcMost = OptionalLong.of(Unpack.nanos(stream.getGrpcTimeoutHeaderMax()));
      grpcOffset = Unpack.nanos(stream.getGrpcTimeoutHeaderOffset());
    } else if (action.hasMaxGrpcTimeout()) {
      grpcMost = OptionalLong.of(Unpack.nanos(action.getMaxGrpcTimeout()));
      grpcOffset = Unpack.nanos(action.getGrpcTimeoutOffset());
    }
    return new Action.Durations(
        action.hasTimeout() ? Unpack.nanos(action.getTimeout()) : DEFAULT_TIMEOUT,
        action.hasIdleTimeout()
            ? OptionalLong.of(Unpack.nanos(action.getIdleTimeout()))
            : OptionalLong.empty(),
        stream.hasMaxStreamDuration()
            ? OptionalLong.of(Unpack.nanos(stream.getMaxStreamDuration()))
            : OptionalLong.empty(),
        grpcMost,
        grpcOffset);
  }

  List<Action.Shadow> mirrors(List<RouteAction.RequestMirrorPolicy> policies, Where where)
      throws Unlinkable {
    List<Action.Shadow> shadows = new ArrayList<>();
    for (int i = 0; i < policies.size(); i++) {
      RouteAction.RequestMirrorPolicy policy = policies.get(i);
      if (policy.getCluster().isEmpty()) {
        throw where
            .in("request_mirror_policies", i)
            .fault("the mirror names no cluster", "name a cluster");
      }
      shadows.add(
          new Action.Shadow(
              clusters.cell(policy.getCluster()),
              policy.hasRuntimeFraction()
                  ? Matchers.fraction(policy.getRuntimeFraction().getDefaultValue())
                  : Fraction.ALL,
              !policy.getDisableShadowHostSuffixAppend()));
    }
    return shadows;
  }
}
