package dev.weft.graph.route;

import dev.weft.graph.authorization.Rules;
import dev.weft.graph.authorization.Subject;
import dev.weft.graph.cluster.ClusterCells;
import dev.weft.graph.cors.Cors;
import dev.weft.graph.exchange.Arrival;
import dev.weft.graph.exchange.Head;
import dev.weft.graph.exchange.HeaderEdit;
import dev.weft.graph.exchange.HeaderVisitor;
import dev.weft.graph.exchange.Peer;
import dev.weft.graph.exchange.ResponseFlag;
import dev.weft.graph.fault.Fault;
import dev.weft.graph.route.edge.Edge;
import dev.weft.graph.route.edge.HttpRules;
import dev.weft.graph.route.match.Paths;
import dev.weft.graph.route.match.Target;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Decides what becomes of a request. Always by the current route table: a connection keeps its
/// router while RDS replaces what is in it.
public final class Router {
  private final Routes routes;
  private final HttpRules rules;
  private final List<HttpFilter> filters;
  private final Sender sender;

  /// @param filters in their order, without the router itself
  public Router(Routes routes, HttpRules rules, List<HttpFilter> filters, ClusterCells clusters) {
    this.routes = routes;
    this.rules = rules;
    this.filters = List.copyOf(filters);
    this.sender = new Sender(rules, this.filters, clusters);
  }

  /// The route table that requests are decided by.
  public Routes routes() {
    return routes;
  }

  public HttpRules rules() {
    return rules;
  }

  public List<HttpFilter> filters() {
    return filters;
  }

  /// Decides about one request.
  ///
  /// @param random for weights, fractions and request ids
  /// @param nowNanos of the monotonic clock
  public Decision decide(
      Head head, Peer peer, Arrival arrival, RandomGenerator random, long nowNanos) {
    RouteTable table = routes.orNull();
    RouteTable.Options options = table == null ? RouteTable.Options.DEFAULT : table.options();
    Edge edge = Edge.look(rules, head, peer, arrival, random);
    edge.withhold(options.internalOnly(), head);
    Case.Context context = new Case.Context(peer, arrival, random, options);
    String path = cleaned(head.path());
    if (edge.count() > rules.mostHeaders()) {
      Target asIs = Target.of(head.method(), head.path());
      return new Case(head, edge, asIs, context, null, null)
          .reply(
              431,
              "Request Header Fields Too Large",
              "http.too_many_headers",
              EnumSet.of(ResponseFlag.DPE),
              -1);
    }
    if (path == null) {
      Target asIs = Target.of(head.method(), head.path());
      return new Case(head, edge, asIs, context, null, null)
          .reply(400, "path_normalization_failed", ResponseFlag.DPE);
    }
    String authority = authority(head.authority(), arrival);
    Head seen =
        path.equals(head.path()) && authority.equals(head.authority())
            ? head
            : new Cleaned(head, path, authority);
    Target target = Target.of(head.method(), path);
    VirtualHost host = table == null ? null : table.find(authority);
    RouteEntry entry = host == null ? null : host.find(seen, peer, target, random.nextLong() >>> 1);
    Case about = new Case(seen, edge, target, context, host, entry);
    if (rules.requestId().inResponse() && !edge.requestId().isEmpty()) {
      about.responseEdits().add(HeaderEdit.set("x-request-id", edge.requestId()));
    }
    if (redirectsEscapes(head.path())) {
      about.responseEdits().add(Action.location(path));
      return about.reply(307, "", "path_normalization_redirect");
    }
    if (host != null && needsTls(host, edge)) {
      about
          .responseEdits()
          .add(Action.location("https://" + RouteTable.withoutPort(head.authority()) + path));
      return about.reply(301, "", "direct_response");
    }
    return decide(about);
  }

  private Decision decide(Case about) {
    Sender.Choice choice =
        about.entry != null && about.entry.action() instanceof Action.Send send
            ? sender.choose(send, about)
            : null;
    if (choice != null) {
      about.chosen(choice.cluster());
    }
    for (int i = 0; i < filters.size(); i++) {
      Decision refusal =
          switch (filters.get(i)) {
            case HttpFilter.Fault fault -> fault(about, fault.standard(), choice);
            case HttpFilter.Cors cors -> cors(about);
            case HttpFilter.Authorization authorization -> authorize(about, authorization.rules());
            case HttpFilter.Alpn alpn -> null;
          };
      if (refusal != null) {
        // As in Envoy, what the route says of responses holds for refusals, but not for the answer
        // to a preflight.
        if (about.entry != null && !(filters.get(i) instanceof HttpFilter.Cors)) {
          about.edit(
              about.responseEdits(),
              sender.levels(about, choice == null ? null : choice.share(), false));
        }
        return refusal;
      }
    }
    if (about.entry == null) {
      return about.reply(404, "route_not_found", ResponseFlag.NR);
    }
    return switch (about.entry.action()) {
      case Action.Direct direct -> {
        about.edit(about.responseEdits(), sender.levels(about, null, false));
        if (direct.status() == 201 || direct.status() / 100 == 3) {
          // Envoy, too, names the request's own place.
          about
              .responseEdits()
              .add(
                  Action.location(
                      about.edge.scheme() + "://" + about.head.authority() + about.head.path()));
        }
        yield about.reply(direct.status(), direct.body(), "direct_response");
      }
      case Action.Redirect redirect -> {
        about.edit(about.responseEdits(), sender.levels(about, null, false));
        about.responseEdits().add(Action.location(Redirects.location(redirect, about)));
        yield about.reply(redirect.status(), "", "direct_response");
      }
      case Action.Send send -> sender.send(send, Objects.requireNonNull(choice), about);
    };
  }

  private @Nullable String cleaned(String path) {
    HttpRules.PathRules wanted = rules.path();
    if (path.isEmpty() || !path.startsWith("/")) {
      return path;
    }
    String result = path;
    if (wanted.escapedSlashes() != HttpRules.PathRules.Escapes.KEEP && Paths.escapedSlash(path)) {
      if (wanted.escapedSlashes() == HttpRules.PathRules.Escapes.REJECT) {
        return null;
      }
      Target parts = Target.of("GET", path);
      result = Paths.unescapeSlashes(parts.path()) + parts.suffix();
    }
    if (wanted.normalize() || wanted.mergeSlashes()) {
      Target parts = Target.of("GET", result);
      String only = wanted.normalize() ? Paths.normalize(parts.path()) : parts.path();
      if (only == null) {
        return null;
      }
      only = wanted.mergeSlashes() ? Paths.mergeSlashes(only) : only;
      result = only.equals(parts.path()) ? result : only + parts.suffix();
    }
    return result;
  }

  private boolean redirectsEscapes(String path) {
    return rules.path().escapedSlashes() == HttpRules.PathRules.Escapes.REDIRECT
        && Paths.escapedSlash(path);
  }

  /// The host as it is matched and sent on.
  private String authority(String written, Arrival arrival) {
    String authority = rules.path().stripTrailingDot() ? withoutDot(written) : written;
    return switch (rules.path().stripPort()) {
      case KEEP -> authority;
      case ANY -> RouteTable.withoutPort(authority);
      case MATCHING ->
          authority.endsWith(":" + arrival.original().getPort())
              ? RouteTable.withoutPort(authority)
              : authority;
    };
  }

  private static String withoutDot(String authority) {
    String host = RouteTable.withoutPort(authority);
    return host.endsWith(".") && host.length() > 1
        ? host.substring(0, host.length() - 1) + authority.substring(host.length())
        : authority;
  }

  private static boolean needsTls(VirtualHost host, Edge edge) {
    return switch (host.tls()) {
      case NONE -> false;
      case EXTERNAL_ONLY -> !edge.internal() && !edge.scheme().equals("https");
      case ALL -> !edge.scheme().equals("https");
    };
  }

  private static @Nullable Decision fault(
      Case about, Fault standard, Sender.@Nullable Choice choice) {
    Fault fault = about.entry == null ? standard : about.entry.overrides().fault().orElse(standard);
    if (fault == Fault.NONE
        || !fault.concerns(about.head, choice == null ? "" : choice.clusterName())) {
      return null;
    }
    boolean delayed = fault.delayNanos() > 0 && fault.delayed().takes(about.random.nextLong());
    if (delayed) {
      about.delay(fault.delayNanos());
    }
    if (fault.aborts() && fault.aborted().takes(about.random.nextLong())) {
      Set<ResponseFlag> flags =
          delayed ? EnumSet.of(ResponseFlag.DI, ResponseFlag.FI) : EnumSet.of(ResponseFlag.FI);
      int status = fault.status() > 0 ? fault.status() : 200;
      return about.reply(
          status, "fault filter abort", "fault_filter_abort", flags, fault.grpcStatus());
    }
    return null;
  }

  private static @Nullable Decision cors(Case about) {
    Cors policy = about.entry == null ? null : about.entry.overrides().cors().orElse(null);
    String origin = policy == null ? null : about.head.header("origin");
    if (policy == null || origin == null || origin.isEmpty()) {
      return null;
    }
    boolean preflight =
        about.head.method().equals("OPTIONS")
            && about.head.header("access-control-request-method") != null;
    if (!policy.allows(origin)) {
      return preflight && !policy.forwardUnmatchedPreflights()
          ? about.reply(200, "", "cors_response")
          : null;
    }
    if (preflight) {
      about.responseEdits().addAll(policy.preflight(origin));
      return about.reply(200, "", "cors_response");
    }
    about.responseEdits().addAll(policy.response(origin));
    return null;
  }

  private static @Nullable Decision authorize(Case about, Rules standard) {
    List<Rules> effective =
        about.entry == null
            ? List.of(standard)
            : about.entry.overrides().authorization().orElse(List.of(standard));
    Subject subject =
        new Subject(Optional.of(about.head), about.peer, about.arrival, about.edge.client());
    for (Rules rules : effective) {
      Optional<String> refusal = rules.refusal(subject);
      if (refusal.isPresent()) {
        return about.reply(403, "RBAC: access denied", refusal.get());
      }
    }
    return null;
  }

  /// A head whose path or authority was normalised.
  private record Cleaned(Head head, String path, String authority) implements Head {
    @Override
    public String method() {
      return head.method();
    }

    @Override
    public String scheme() {
      return head.scheme();
    }

    @Override
    public @Nullable String header(String lowerCaseName) {
      return switch (lowerCaseName) {
        case ":path" -> path;
        case ":authority" -> authority;
        default -> head.header(lowerCaseName);
      };
    }

    @Override
    public void forEach(HeaderVisitor visitor) {
      head.forEach(visitor);
    }

    @Override
    public String protocol() {
      return head.protocol();
    }
  }
}
