package dev.weft.graph.link.route;

import dev.weft.graph.cluster.ClusterCells;
import dev.weft.graph.link.filter.OverrideReader;
import dev.weft.graph.link.reading.Matchers;
import dev.weft.graph.link.reading.Refusals;
import dev.weft.graph.link.reading.Unlinkable;
import dev.weft.graph.link.reading.Where;
import dev.weft.graph.match.Fraction;
import dev.weft.graph.match.Text;
import dev.weft.graph.retry.RetryPolicy;
import dev.weft.graph.route.Action;
import dev.weft.graph.route.Overrides;
import dev.weft.graph.route.Route;
import dev.weft.graph.route.RouteEntry;
import dev.weft.graph.route.RouteTable;
import dev.weft.graph.route.VirtualHost;
import dev.weft.graph.route.match.PathMatch;
import dev.weft.graph.route.match.QueryMatch;
import dev.weft.graph.route.match.RouteMatch;
import io.envoyproxy.envoy.config.route.v3.QueryParameterMatcher;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads route configurations.
public final class RouteReader {
  private static final Refusals TABLE =
      Refusals.of(
          RouteConfiguration.getDescriptor(),
          "vhds",
          "cluster_specifier_plugins",
          "ignore_path_parameters_in_path_matching");
  private static final Refusals HOST =
      Refusals.of(
          io.envoyproxy.envoy.config.route.v3.VirtualHost.getDescriptor(),
          "matcher",
          "rate_limits",
          "hedge_policy",
          "virtual_clusters",
          "retry_policy_typed_config",
          "include_is_timeout_retry_header");
  private static final Refusals ROUTE =
      Refusals.of(io.envoyproxy.envoy.config.route.v3.Route.getDescriptor(), "tracing");

  private final ActionReader actions;

  public RouteReader(ClusterCells clusters) {
    actions = new ActionReader(clusters);
  }

  /// A table with what it was read from, so that the next version need only read what changed.
  public record Read(RouteTable table, RouteConfiguration source) {}

  public Read read(RouteConfiguration source, Optional<Read> previous, Where where)
      throws Unlinkable {
    TABLE.check(source, where);
    Overrides overrides = OverrideReader.read(source.getTypedPerFilterConfigMap(), where);
    boolean sameDefaults =
        previous
            .map(Read::source)
            .filter(before ->
                before.getTypedPerFilterConfigMap().equals(source.getTypedPerFilterConfigMap()))
            .filter(before ->
                before.getRequestMirrorPoliciesList().equals(source.getRequestMirrorPoliciesList()))
            .isPresent();
    Map<io.envoyproxy.envoy.config.route.v3.VirtualHost, VirtualHost> known =
        sameDefaults ? known(previous.orElseThrow()) : Map.of();
    List<Action.Shadow> mirrors = actions.mirrors(source.getRequestMirrorPoliciesList(), where);
    List<VirtualHost> hosts = new ArrayList<>(source.getVirtualHostsCount());
    Set<String> domains = new HashSet<>();
    for (int i = 0; i < source.getVirtualHostsCount(); i++) {
      io.envoyproxy.envoy.config.route.v3.VirtualHost host = source.getVirtualHosts(i);
      Where at = where.in("virtual_hosts", i);
      VirtualHost read = known.get(host);
      if (read == null) {
        read = host(host, overrides, mirrors, at);
      }
      for (int d = 0; d < read.domains().size(); d++) {
        if (!domains.add(read.domains().get(d))) {
          throw at.in("domains", d)
              .fault(
                  "domain '" + read.domains().get(d) + "' is claimed twice",
                  "give it to one virtual host only");
        }
      }
      hosts.add(read);
    }
    Set<String> internalOnly = new HashSet<>();
    source
        .getInternalOnlyHeadersList()
        .forEach(name -> internalOnly.add(name.toLowerCase(Locale.ROOT)));
    RouteTable.Options options =
        new RouteTable.Options(
            EditReader.read(
                source.getRequestHeadersToAddList(),
                source.getRequestHeadersToRemoveList(),
                where,
                "request"),
            EditReader.read(
                source.getResponseHeadersToAddList(),
                source.getResponseHeadersToRemoveList(),
                where,
                "response"),
            internalOnly,
            source.getIgnorePortInHostMatching(),
            source.getMostSpecificHeaderMutationsWins());
    return new Read(new RouteTable(source.getName(), hosts, options), source);
  }

  private static Map<io.envoyproxy.envoy.config.route.v3.VirtualHost, VirtualHost> known(
      Read previous) {
    Map<io.envoyproxy.envoy.config.route.v3.VirtualHost, VirtualHost> known = new HashMap<>();
    List<VirtualHost> hosts = previous.table().hosts();
    for (int i = 0; i < hosts.size(); i++) {
      known.put(previous.source().getVirtualHosts(i), hosts.get(i));
    }
    return known;
  }

  private VirtualHost host(
      io.envoyproxy.envoy.config.route.v3.VirtualHost host,
      Overrides wider,
      List<Action.Shadow> widerMirrors,
      Where where)
      throws Unlinkable {
    HOST.check(host, where);
    List<String> domains = new ArrayList<>(host.getDomainsCount());
    for (int i = 0; i < host.getDomainsCount(); i++) {
      domains.add(domain(host.getDomains(i), where.in("domains", i)));
    }
    Overrides overrides = OverrideReader.read(host.getTypedPerFilterConfigMap(), where);
    if (host.hasCors()) {
      overrides =
          overrides.over(
              new Overrides(
                  Optional.empty(),
                  OverrideReader.cors(host.getCors(), where.in("cors")),
                  Optional.empty()));
    }
    overrides = overrides.over(wider);
    List<Action.Shadow> mirrors =
        host.getRequestMirrorPoliciesCount() == 0
            ? widerMirrors
            : actions.mirrors(host.getRequestMirrorPoliciesList(), where);
    List<RouteEntry> routes = new ArrayList<>(host.getRoutesCount());
    for (int i = 0; i < host.getRoutesCount(); i++) {
      routes.add(
          route(host.getRoutes(i), host.getName(), overrides, mirrors, where.in("routes", i)));
    }
    Optional<RetryPolicy> retry =
        host.hasRetryPolicy()
            ? Optional.of(RetryReader.read(host.getRetryPolicy(), where.in("retry_policy")))
            : Optional.empty();
    return new VirtualHost(
        host.getName(),
        domains,
        routes,
        switch (host.getRequireTls()) {
          case NONE, UNRECOGNIZED -> VirtualHost.TlsRequirement.NONE;
          case EXTERNAL_ONLY -> VirtualHost.TlsRequirement.EXTERNAL_ONLY;
          case ALL -> VirtualHost.TlsRequirement.ALL;
        },
        EditReader.read(
            host.getRequestHeadersToAddList(),
            host.getRequestHeadersToRemoveList(),
            where,
            "request"),
        EditReader.read(
            host.getResponseHeadersToAddList(),
            host.getResponseHeadersToRemoveList(),
            where,
            "response"),
        retry,
        host.getIncludeRequestAttemptCount(),
        host.getIncludeAttemptCountInResponse(),
        overrides);
  }

  private static String domain(String domain, Where where) throws Unlinkable {
    int star = domain.indexOf('*');
    boolean inside =
        star > 0 && star < domain.length() - 1 || star >= 0 && domain.indexOf('*', star + 1) >= 0;
    if (domain.isEmpty() || inside) {
      throw where.fault(
          "'" + domain + "' is no domain", "use a name, or '*' at one end of it, or '*' alone");
    }
    return domain.toLowerCase(Locale.ROOT);
  }

  private RouteEntry route(
      io.envoyproxy.envoy.config.route.v3.Route route,
      String host,
      Overrides wider,
      List<Action.Shadow> widerMirrors,
      Where where)
      throws Unlinkable {
    ROUTE.check(route, where);
    Overrides overrides = OverrideReader.read(route.getTypedPerFilterConfigMap(), where);
    if (route.getRoute().hasCors()) {
      overrides =
          overrides.over(
              new Overrides(
                  Optional.empty(),
                  OverrideReader.cors(route.getRoute().getCors(), where.in("route").in("cors")),
                  Optional.empty()));
    }
    Action action =
        switch (route.getActionCase()) {
          case ROUTE ->
              withMirrors(actions.send(route.getRoute(), where.in("route")), widerMirrors);
          case REDIRECT -> actions.redirect(route.getRedirect(), where.in("redirect"));
          case DIRECT_RESPONSE ->
              actions.direct(route.getDirectResponse(), where.in("direct_response"));
          case FILTER_ACTION, NON_FORWARDING_ACTION ->
              throw where.lacking("a route action that only filters understand");
          case ACTION_NOT_SET ->
              throw where.fault(
                  "the route does nothing", "give it a route, redirect or direct_response");
        };
    return new RouteEntry(
        new Route(
            route.getName(),
            host,
            Matchers.metadata(route.getMetadata()),
            route.getDecorator().getOperation()),
        match(route.getMatch(), where.in("match")),
        action,
        EditReader.read(
            route.getRequestHeadersToAddList(),
            route.getRequestHeadersToRemoveList(),
            where,
            "request"),
        EditReader.read(
            route.getResponseHeadersToAddList(),
            route.getResponseHeadersToRemoveList(),
            where,
            "response"),
        overrides.over(wider));
  }

  private static Action.Send withMirrors(Action.Send send, List<Action.Shadow> mirrors) {
    return mirrors.isEmpty() || !send.mirrors().isEmpty()
        ? send
        : new Action.Send(
            send.destination(),
            send.path(),
            send.host(),
            send.appendForwardedHost(),
            send.durations(),
            send.retry(),
            send.hashes(),
            mirrors,
            send.upgrades(),
            send.tunnelsConnect(),
            send.missingStatus());
  }

  private static RouteMatch match(io.envoyproxy.envoy.config.route.v3.RouteMatch match, Where where)
      throws Unlinkable {
    boolean ignoreCase = match.hasCaseSensitive() && !match.getCaseSensitive().getValue();
    PathMatch path =
        switch (match.getPathSpecifierCase()) {
          case PREFIX -> new PathMatch.Prefix(match.getPrefix(), ignoreCase);
          case PATH -> new PathMatch.Exact(match.getPath(), ignoreCase);
          case SAFE_REGEX ->
              new PathMatch.Regex(
                  new Text.Regex(Matchers.regex(match.getSafeRegex(), where.in("safe_regex"))));
          case PATH_SEPARATED_PREFIX ->
              new PathMatch.Segments(match.getPathSeparatedPrefix(), ignoreCase);
          case CONNECT_MATCHER -> new PathMatch.Connect();
          case PATH_MATCH_POLICY ->
              throw where.in("path_match_policy").lacking("a path match policy");
          case PATHSPECIFIER_NOT_SET ->
              throw where.fault("the match names no path", "set prefix, path or safe_regex");
        };
    List<QueryMatch> queries = new ArrayList<>();
    for (int i = 0; i < match.getQueryParametersCount(); i++) {
      queries.add(query(match.getQueryParameters(i), where.in("query_parameters", i)));
    }
    if (match.getFilterStateCount() > 0) {
      throw where.in("filter_state").lacking("matching filter state");
    }
    Optional<Boolean> presented =
        match.getTlsContext().hasPresented()
            ? Optional.of(match.getTlsContext().getPresented().getValue())
            : match.getTlsContext().hasValidated()
                ? Optional.of(match.getTlsContext().getValidated().getValue())
                : Optional.empty();
    return new RouteMatch(
        path,
        Matchers.headers(match.getHeadersList(), where, "headers"),
        queries,
        match.hasRuntimeFraction()
            ? Matchers.fraction(match.getRuntimeFraction().getDefaultValue())
            : Fraction.ALL,
        match.hasGrpc(),
        // No filter sets dynamic metadata yet, so a positive condition on it never holds.
        match.getDynamicMetadataList().stream().anyMatch(metadata -> !metadata.getInvert()),
        presented);
  }

  private static QueryMatch query(QueryParameterMatcher matcher, Where where) throws Unlinkable {
    return switch (matcher.getQueryParameterMatchSpecifierCase()) {
      case STRING_MATCH ->
          new QueryMatch(
              matcher.getName(), Matchers.text(matcher.getStringMatch(), where.in("string_match")));
      case PRESENT_MATCH, QUERYPARAMETERMATCHSPECIFIER_NOT_SET ->
          new QueryMatch(matcher.getName(), new Text.Any());
    };
  }
}
