package dev.weft.compiler.gateway;

import dev.weft.compiler.plan.RoutePlan;
import dev.weft.compiler.plan.RouteTablePlan;
import dev.weft.compiler.plan.RouteTablePlan.VirtualHost;
import dev.weft.compiler.route.RouteContext;
import dev.weft.compiler.route.Routes;
import dev.weft.model.Host;
import dev.weft.world.View;
import dev.weft.world.rules.Routing;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// The route tables of a gateway: for each host the rules of all VirtualServices bound to it,
/// oldest first, those that match everything last.
final class GatewayTables {
  private final View view;

  GatewayTables(View view) {
    this.view = view;
  }

  /// A virtual host in the making.
  private static final class Draft {
    private final String name;
    private final List<RoutePlan> routes = new ArrayList<>();
    private final Set<Routing> seen = new LinkedHashSet<>();
    private boolean redirect;

    Draft(String name) {
      this.name = name;
    }
  }

  /// @param servers that share the table
  RouteTablePlan of(String name, List<MergedServer> servers) {
    Map<String, Draft> drafts = new TreeMap<>();
    for (MergedServer server : servers) {
      int port = server.server().port().number();
      RouteContext context =
          new RouteContext(
              view, server.gatewayName(), port, server.sort() == MergedServer.Sort.HTTPS);
      for (Routing routing :
          view.configuration()
              .virtualServices()
              .visible(server.gatewayName(), view.node().namespace())) {
        Set<Host> shared = server.hosts().shared(routing);
        List<RoutePlan> routes = shared.isEmpty() ? List.of() : Routes.of(routing, context);
        if (!routes.isEmpty()) {
          for (Host host : shared) {
            Draft draft = drafts.computeIfAbsent(host.name(), none -> new Draft(host + ":" + port));
            draft.redirect |= server.redirectsToHttps();
            if (draft.seen.add(routing)) {
              draft.routes.addAll(routes);
            }
          }
        }
      }
      if (server.redirectsToHttps()) {
        for (Host host : server.hosts().hosts()) {
          drafts.computeIfAbsent(host.name(), none -> new Draft(host + ":" + port)).redirect = true;
        }
      }
    }
    List<VirtualHost> hosts = new ArrayList<>();
    drafts.forEach((host, draft) ->
        hosts.add(
            new VirtualHost(
                draft.name, List.of(host), Routes.everythingLast(draft.routes), draft.redirect)));
    if (hosts.isEmpty()) {
      hosts.add(
          new VirtualHost(
              "blackhole:" + servers.getFirst().port(), List.of("*"), List.of(), false));
    }
    return new RouteTablePlan(name, hosts, true);
  }
}
