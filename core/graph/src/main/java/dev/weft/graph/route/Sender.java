package dev.weft.graph.route;

import dev.weft.graph.cluster.Cluster;
import dev.weft.graph.cluster.ClusterCells;
import dev.weft.graph.cluster.HttpUpstream;
import dev.weft.graph.edit.Edits;
import dev.weft.graph.exchange.Head;
import dev.weft.graph.exchange.HeaderEdit;
import dev.weft.graph.exchange.ResponseFlag;
import dev.weft.graph.match.Cidr;
import dev.weft.graph.retry.RetryPolicy;
import dev.weft.graph.route.edge.HttpRules;
import dev.weft.graph.route.match.QueryMatch;
import dev.weft.graph.route.match.RouteMatch;
import dev.weft.graph.route.match.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Turns a [Action.Send] into a [Forward] or [Decision.Tunnel].
final class Sender {
  private final HttpRules rules;
  private final Map<String, List<String>> alpn;
  private final ClusterCells clusters;

  Sender(HttpRules rules, List<HttpFilter> filters, ClusterCells clusters) {
    this.rules = rules;
    this.clusters = clusters;
    Map<String, List<String>> offers = Map.of();
    for (HttpFilter filter : filters) {
      if (filter instanceof HttpFilter.Alpn wanted) {
        offers = wanted.offers();
      }
    }
    alpn = offers;
  }

  /// The cluster that was chosen, with the share it was chosen by.
  ///
  /// @param clusterName known even when there is no such cluster
  record Choice(@Nullable Cluster cluster, String clusterName, Action.@Nullable Share share) {}

  Choice choose(Action.Send send, Case about) {
    return switch (send.destination()) {
      case Action.Destination.One one ->
          new Choice(one.cluster().orNull(), one.cluster().name(), null);
      case Action.Destination.Named named -> byHeader(named.header(), about.head, null);
      case Action.Destination.Weighted weighted -> {
        long point = Long.remainderUnsigned(about.random.nextLong(), weighted.total());
        List<Action.Share> shares = weighted.shares();
        Action.Share chosen = shares.get(shares.size() - 1);
        for (int i = 0; i < shares.size(); i++) {
          point -= shares.get(i).weight();
          if (point < 0) {
            chosen = shares.get(i);
            break;
          }
        }
        yield chosen.header().isEmpty()
            ? new Choice(chosen.cluster().orNull(), chosen.cluster().name(), chosen)
            : byHeader(chosen.header(), about.head, chosen);
      }
    };
  }

  private Choice byHeader(String header, Head head, Action.@Nullable Share share) {
    String name = head.header(header);
    return name == null
        ? new Choice(null, "", share)
        : new Choice(clusters.find(name), name, share);
  }

  Decision send(Action.Send send, Choice choice, Case about) {
    RouteEntry entry = java.util.Objects.requireNonNull(about.entry);
    VirtualHost host = java.util.Objects.requireNonNull(about.host);
    Cluster cluster = choice.cluster();
    if (cluster == null) {
      about.edit(about.responseEdits(), levels(about, choice.share(), false));
      return about.reply(send.missingStatus(), "cluster_not_found", ResponseFlag.NC);
    }
    String upgrade = upgrade(about.head, about.target);
    if (!upgrade.isEmpty() && !allowed(upgrade, send)) {
      if (about.target.connect()) {
        return about.reply(403, "", "upgrade_failed");
      }
      // RFC 9110 7.8: a server may ignore Upgrade.
      upgrade = "";
    }
    boolean grpc = RouteMatch.grpc(about.head);
    Wishes wishes = Wishes.of(about);
    RetryPolicy retry = wishes.retry(send.retry().or(host::retry).orElse(RetryPolicy.NONE));
    Timeouts timeouts = wishes.timeouts(send.durations(), about.head, grpc);
    long hash = 0;
    boolean hashed = false;
    for (int i = 0; i < send.hashes().size(); i++) {
      HashPolicy policy = send.hashes().get(i);
      String key = key(policy, about);
      if (key != null) {
        hash = HashPolicy.join(hash, hashed, HashPolicy.hash(key));
        hashed = true;
        if (policy.terminal()) {
          break;
        }
      }
    }
    about.edit(about.responseEdits(), levels(about, choice.share(), false));
    if (send.tunnelsConnect() && upgrade.equals("connect")) {
      return new Decision.Tunnel(
          entry.route(),
          cluster,
          about.responseEdits(),
          timeouts,
          about.delayNanos(),
          hash,
          hashed);
    }
    List<HeaderEdit> edits = about.edge.edits();
    about.edit(edits, levels(about, choice.share(), true));
    String path = path(send, about, edits);
    String authority = authority(send, choice.share(), about, edits);
    if (timeouts.requestNanos() > 0 && !rules.suppressEnvoyHeaders()) {
      edits.add(
          HeaderEdit.set(
              "x-envoy-expected-rq-timeout-ms",
              Long.toString(Math.max(1, timeouts.requestNanos() / 1_000_000))));
    }
    return new Forward(
        entry.route(),
        cluster,
        path,
        authority,
        send.host() instanceof Action.HostChange.OfEndpoint,
        edits,
        about.responseEdits(),
        about.edge.requestId(),
        timeouts,
        retry,
        host.attemptCountUpstream(),
        host.attemptCountDownstream(),
        hash,
        hashed,
        mirrors(send, about, authority),
        about.delayNanos(),
        upgrade,
        alpn.isEmpty() ? List.of() : offers(cluster, about.head));
  }

  /// The edits that apply, the most specific level first.
  Edits[] levels(Case about, Action.@Nullable Share share, boolean request) {
    RouteEntry entry = java.util.Objects.requireNonNull(about.entry);
    VirtualHost host = java.util.Objects.requireNonNull(about.host);
    Edits own = share == null ? Edits.NONE : request ? share.request() : share.response();
    return request
        ? new Edits[] {own, entry.request(), host.request(), about.options.request()}
        : new Edits[] {own, entry.response(), host.response(), about.options.response()};
  }

  /// The upgrade that is asked for, in lower case, or empty.
  private static String upgrade(Head head, Target target) {
    if (target.connect()) {
      String protocol = head.header(":protocol");
      return protocol == null ? "connect" : protocol.toLowerCase(Locale.ROOT);
    }
    String upgrade = head.header("upgrade");
    String connection = upgrade == null ? null : head.header("connection");
    return upgrade != null
            && connection != null
            && connection.toLowerCase(Locale.ROOT).contains("upgrade")
        ? upgrade.toLowerCase(Locale.ROOT)
        : "";
  }

  private boolean allowed(String upgrade, Action.Send send) {
    Boolean ofRoute = send.upgrades().get(upgrade);
    return ofRoute == null ? rules.upgrades().contains(upgrade) : ofRoute;
  }

  private static @Nullable String key(HashPolicy policy, Case about) {
    return switch (policy.key()) {
      case HashPolicy.Key.Header header -> about.head.header(header.name());
      case HashPolicy.Key.Query query -> QueryMatch.first(about.target.query(), query.name());
      case HashPolicy.Key.SourceIp source -> {
        var ip = about.edge.client().getAddress();
        yield ip == null ? null : Cidr.text(ip);
      }
      case HashPolicy.Key.Cookie cookie -> {
        String value = HashPolicy.cookie(about.head.header("cookie"), cookie.name());
        if (value == null && cookie.ttlSeconds() >= 0) {
          value = Long.toHexString(about.random.nextLong());
          about
              .responseEdits()
              .add(HeaderEdit.append("set-cookie", HashPolicy.cookieHeader(cookie, value)));
        }
        yield value;
      }
    };
  }

  private String path(Action.Send send, Case about, List<HeaderEdit> edits) {
    String before = about.head.path();
    if (send.path().isEmpty()) {
      return before;
    }
    String after = Redirects.changed(send.path().get(), about) + about.target.suffix();
    if (!rules.suppressEnvoyHeaders()) {
      edits.add(HeaderEdit.set("x-envoy-original-path", before));
    }
    return after;
  }

  private String authority(
      Action.Send send, Action.@Nullable Share share, Case about, List<HeaderEdit> edits) {
    String before = about.head.authority();
    String ofShare = share == null ? "" : share.host();
    String changed = ofShare.isEmpty() ? changed(send.host(), about) : ofShare;
    if (changed == null) {
      return before;
    }
    if (send.appendForwardedHost()) {
      String earlier = about.head.header("x-forwarded-host");
      edits.add(
          HeaderEdit.set("x-forwarded-host", earlier == null ? before : earlier + "," + before));
    }
    if (ofShare.isEmpty() && !rules.suppressEnvoyHeaders()) {
      edits.add(HeaderEdit.set("x-envoy-original-host", before));
    }
    return changed;
  }

  /// The other host, or null where it is kept.
  private static @Nullable String changed(Action.HostChange change, Case about) {
    return switch (change) {
      case Action.HostChange.Keep keep -> null;
      case Action.HostChange.OfEndpoint ofEndpoint -> null;
      case Action.HostChange.Literal literal -> literal.host();
      case Action.HostChange.FromHeader header -> {
        String value = about.head.header(header.header());
        yield value == null || value.isEmpty() ? null : value;
      }
      case Action.HostChange.FromPath path ->
          path.pattern().matcher(about.target.path()).replaceAll(path.replacement());
    };
  }

  private static List<Forward.Mirror> mirrors(Action.Send send, Case about, String authority) {
    if (send.mirrors().isEmpty()) {
      return List.of();
    }
    List<Forward.Mirror> mirrors = new ArrayList<>(send.mirrors().size());
    for (Action.Shadow shadow : send.mirrors()) {
      Cluster cluster = shadow.cluster().orNull();
      if (cluster != null && shadow.share().takes(about.random.nextLong() >>> 1)) {
        mirrors.add(
            new Forward.Mirror(cluster, shadow.suffixHost() ? shadowed(authority) : authority));
      }
    }
    return mirrors;
  }

  /// `host-shadow:port`.
  private static String shadowed(String authority) {
    String host = RouteTable.withoutPort(authority);
    return host + "-shadow" + authority.substring(host.length());
  }

  private List<String> offers(Cluster cluster, Head head) {
    HttpUpstream.Protocol protocol = cluster.http().protocol();
    String spoken =
        switch (protocol) {
          case HTTP1 -> "HTTP/1.1";
          case HTTP2 -> "HTTP/2";
          case DOWNSTREAM, ALPN -> head.protocol();
        };
    return alpn.getOrDefault(spoken, List.of());
  }
}
