package dev.weft.compiler.route;

import dev.weft.api.virtualservice.HttpMatchRequest;
import dev.weft.api.virtualservice.HttpRewrite;
import dev.weft.api.virtualservice.HttpRoute;
import dev.weft.api.virtualservice.HttpRouteDestination;
import dev.weft.compiler.cluster.ClusterName;
import dev.weft.compiler.cluster.Hashing;
import dev.weft.compiler.plan.HeaderEdits;
import dev.weft.compiler.plan.RoutePlan;
import dev.weft.model.Host;
import dev.weft.world.View;
import dev.weft.world.registry.Service;
import dev.weft.world.rules.HttpRule;
import dev.weft.world.rules.Routing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The routes of a VirtualService on one listener, and of a service that has none.
public final class Routes {
  private Routes() {}

  /// One route for each match of each rule, in order, up to the first that matches everything.
  /// Empty when nothing of it can match here.
  public static List<RoutePlan> of(Routing routing, RouteContext context) {
    List<RoutePlan> routes = new ArrayList<>();
    for (HttpRule rule : routing.http()) {
      if (rule.route().match().isEmpty()) {
        Optional<RoutePlan> route = route(routing, rule, Optional.empty(), context);
        route.ifPresent(routes::add);
        return routes;
      }
      for (HttpMatchRequest match : rule.route().match()) {
        if (Matches.possible(match, routing.namespace(), context)) {
          Optional<RoutePlan> route = route(routing, rule, Optional.of(match), context);
          if (route.isPresent()) {
            routes.add(route.get());
            if (Matches.everything(route.get().match())) {
              return routes;
            }
          }
        }
      }
    }
    return routes;
  }

  private static Optional<RoutePlan> route(
      Routing routing, HttpRule rule, Optional<HttpMatchRequest> matched, RouteContext context) {
    HttpRoute written = rule.route();
    RoutePlan.Match match = matched.map(Matches::of).orElse(RoutePlan.Match.ANY);
    HeaderRules headers = HeaderRules.of(written.headers());
    Optional<Forwarding> forwarding = Optional.empty();
    Optional<RoutePlan.Action> action;
    if (written.redirect().isPresent()) {
      action = Actions.redirect(written.redirect().get(), context);
    } else if (written.directResponse().isPresent()) {
      action = Optional.of(Actions.respond(written.directResponse().get()));
    } else {
      forwarding = forward(rule, headers, context);
      action = forwarding.map(Forwarding::action);
    }
    String matchName = matched.map(HttpMatchRequest::name).orElse("");
    HeaderRules edits = forwarding.map(Forwarding::headers).orElse(headers);
    return action.map(done ->
        new RoutePlan(
            matchName.isEmpty() ? written.name() : written.name() + "." + matchName,
            match,
            done,
            edits.request(),
            edits.response(),
            written.fault().flatMap(Faults::of),
            written.corsPolicy().map(Actions::cors),
            operation(done, match, routing.name(), context.port()),
            Optional.of(rule.rule())));
  }

  /// An action, and the edits of the route once a single destination's are part of them.
  private record Forwarding(RoutePlan.Forward action, HeaderRules headers) {}

  private static Optional<Forwarding> forward(
      HttpRule rule, HeaderRules headers, RouteContext context) {
    HttpRoute written = rule.route();
    List<RoutePlan.Destination> destinations = new ArrayList<>();
    List<RoutePlan.HashKey> hash = new ArrayList<>();
    boolean single = written.route().size() == 1;
    HeaderRules edits = headers;
    for (HttpRouteDestination route : written.route()) {
      if (!single && route.weight() == 0) {
        continue;
      }
      HeaderRules own = HeaderRules.of(route.headers());
      String cluster = Destinations.cluster(route.destination(), rule.namespace(), context);
      hashKey(route, rule.namespace(), context).ifPresent(hash::add);
      if (single) {
        edits =
            new HeaderRules(
                HeaderRules.then(headers.request(), own.request()),
                HeaderRules.then(headers.response(), own.response()),
                headers.authority().isEmpty() ? own.authority() : headers.authority());
        destinations.add(
            new RoutePlan.Destination(cluster, 1, HeaderEdits.NONE, HeaderEdits.NONE, ""));
      } else {
        destinations.add(
            new RoutePlan.Destination(
                cluster, route.weight(), own.request(), own.response(), own.authority()));
      }
    }
    if (destinations.isEmpty()) {
      return Optional.empty();
    }
    String authority =
        written
            .rewrite()
            .map(HttpRewrite::authority)
            .filter(name -> !name.isEmpty())
            .orElse(edits.authority());
    return Optional.of(
        new Forwarding(
            new RoutePlan.Forward(
                destinations,
                Actions.rewrite(written.rewrite()),
                authority,
                written.timeout().orElse(Duration.ZERO),
                Retries.of(
                    written.retries(),
                    context.view().mesh().upstream().retry(),
                    single && !hash.isEmpty()),
                Actions.mirrors(written, rule.namespace(), context),
                hash),
            edits));
  }

  private static Optional<RoutePlan.HashKey> hashKey(
      HttpRouteDestination route, String namespace, RouteContext context) {
    Host host = Destinations.host(route.destination(), namespace, context);
    return Hashing.of(
        context.view().traffic(host),
        route.destination().subset(),
        route.destination().port().map(port -> port.number()).orElse(0));
  }

  /// The name of spans: the only destination's host and port, else the VirtualService's name.
  private static String operation(
      RoutePlan.Action action, RoutePlan.Match match, String name, int port) {
    String path =
        switch (match.path()) {
          case RoutePlan.PathPrefix prefix -> prefix.value() + "*";
          case RoutePlan.PathExact exact -> exact.value();
          case RoutePlan.PathRegex regex -> regex.value();
          case RoutePlan.PathElements elements -> "/*";
        };
    if (action instanceof RoutePlan.Forward forward && forward.destinations().size() == 1) {
      String[] parts = forward.destinations().getFirst().cluster().split("\\|", -1);
      if (parts.length == 4) {
        return parts[3] + ":" + parts[1] + path;
      }
    }
    return name + ":" + port + path;
  }

  /// The route of a service without a VirtualService: everything goes to it.
  public static RoutePlan standard(View view, Service service, int port) {
    Optional<RoutePlan.HashKey> hash = Hashing.of(view.traffic(service.host()), "", port);
    return to(
        ClusterName.outbound(port, "", service.host()),
        service.host() + ":" + port + "/*",
        Retries.of(Optional.empty(), view.mesh().upstream().retry(), hash.isPresent()),
        hash.stream().toList());
  }

  /// The route of an inbound listener: everything goes to the application.
  ///
  /// @param operation the name of spans
  public static RoutePlan inbound(String cluster, String operation) {
    return to(cluster, operation, Optional.empty(), List.of());
  }

  private static RoutePlan to(
      String cluster,
      String operation,
      Optional<dev.weft.compiler.plan.RetryPlan> retry,
      List<RoutePlan.HashKey> hash) {
    return new RoutePlan(
        "default",
        RoutePlan.Match.ANY,
        new RoutePlan.Forward(
            List.of(new RoutePlan.Destination(cluster, 1, HeaderEdits.NONE, HeaderEdits.NONE, "")),
            new RoutePlan.KeepPath(),
            "",
            Duration.ZERO,
            retry,
            List.of(),
            hash),
        HeaderEdits.NONE,
        HeaderEdits.NONE,
        Optional.empty(),
        Optional.empty(),
        operation,
        Optional.empty());
  }

  /// Moves routes that match everything behind the others, as where several VirtualServices share a
  /// host of a gateway.
  public static List<RoutePlan> everythingLast(List<RoutePlan> routes) {
    List<RoutePlan> sorted = new ArrayList<>();
    routes.stream().filter(route -> !Matches.everything(route.match())).forEach(sorted::add);
    routes.stream().filter(route -> Matches.everything(route.match())).forEach(sorted::add);
    return sorted;
  }
}
