package dev.weft.explain;

import dev.weft.explain.Explanation.Branch;
import dev.weft.explain.Explanation.Outcome;
import dev.weft.explain.Explanation.Verdict;
import dev.weft.explain.Hop.Fact;
import dev.weft.explain.Hop.Stage;
import dev.weft.graph.cluster.Cluster;
import dev.weft.graph.exchange.Arrival;
import dev.weft.graph.exchange.Peer;
import dev.weft.graph.listener.HttpTerminal;
import dev.weft.graph.listener.TcpTerminal;
import dev.weft.graph.listener.TcpTerminal.TcpDecision;
import dev.weft.graph.route.Action;
import dev.weft.graph.route.Decision;
import dev.weft.graph.route.Forward;
import dev.weft.graph.route.Route;
import dev.weft.graph.route.RouteEntry;
import dev.weft.graph.route.RouteTable;
import dev.weft.model.Rule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/// What a terminal decides, over the dice it throws.
final class Decisions {
  /// How often the dice are thrown to see every way.
  private static final int THROWS = 2_000;

  private final Mesh mesh;
  private final String place;
  private final Onward onward;

  /// Decisions that differ in nothing but the request id.
  private static final class Way<D> {
    final D first;
    int count;
    int delayed;

    Way(D first) {
      this.first = first;
    }
  }

  Decisions(Mesh mesh, String place, Onward onward) {
    this.mesh = mesh;
    this.place = place;
    this.onward = onward;
  }

  List<Branch> http(HttpTerminal terminal, Peer peer, Arrival arrival, List<Hop> hops) {
    ImaginedHead head = onward.head();
    Map<String, Way<Decision>> ways = new LinkedHashMap<>();
    for (int seed = 0; seed < THROWS; seed++) {
      Decision decision =
          terminal.router().decide(head, peer, arrival, new SplittableRandom(seed), 0);
      Way<Decision> way = ways.computeIfAbsent(kind(decision), kind -> new Way<>(decision));
      way.count++;
      way.delayed += decision.delayNanos() > 0 ? 1 : 0;
    }
    Decision any = ways.values().iterator().next().first;
    Optional<RouteEntry> entry =
        any.decidedBy().flatMap(route -> entry(terminal.router().routes().current(), route));
    hops.add(route(any, terminal));
    Map<String, Double> weights = entry.map(Decisions::weights).orElse(Map.of());
    boolean onlyWeights =
        ways.values().stream().allMatch(way -> way.first instanceof Forward && way.delayed == 0);
    List<Branch> branches = new ArrayList<>();
    for (Way<Decision> way : ways.values()) {
      double estimate = Math.rint(way.count * 1000.0 / THROWS) / 10;
      Optional<Double> exact =
          way.first instanceof Forward forward && onlyWeights
              ? Optional.ofNullable(weights.get(forward.cluster().name()))
              : Optional.empty();
      branches.add(branch(way, ways.size() == 1 ? 100 : exact.orElse(estimate), exact.isPresent()));
    }
    branches.sort(Comparator.comparingDouble(Branch::percent).reversed());
    return branches;
  }

  List<Branch> tcp(TcpTerminal terminal, Peer peer, Arrival arrival, List<Hop> hops) {
    Map<String, Way<TcpDecision>> ways = new LinkedHashMap<>();
    for (int seed = 0; seed < THROWS; seed++) {
      TcpDecision decision = terminal.decide(peer, arrival, new SplittableRandom(seed));
      String kind =
          switch (decision) {
            case TcpDecision.TcpForward forward -> forward.cluster().name();
            case TcpDecision.TcpRefuse refuse -> refuse.flag() + " " + refuse.details();
          };
      ways.computeIfAbsent(kind, key -> new Way<>(decision)).count++;
    }
    long total = terminal.targets().stream().mapToLong(TcpTerminal.Target::weight).sum();
    List<Branch> branches = new ArrayList<>();
    for (Way<TcpDecision> way : ways.values()) {
      double estimate = Math.rint(way.count * 1000.0 / THROWS) / 10;
      List<Hop> further = new ArrayList<>();
      switch (way.first) {
        case TcpDecision.TcpForward forward -> {
          Optional<Double> exact =
              terminal.targets().stream()
                  .filter(target -> target.cluster().name().equals(forward.cluster().name()))
                  .findFirst()
                  .map(target -> total == 0 ? 100.0 : target.weight() * 100.0 / total);
          Outcome outcome = onward.tcp(forward, "", further);
          branches.add(
              new Branch(ways.size() == 1 ? 100 : exact.orElse(estimate), true, further, outcome));
        }
        case TcpDecision.TcpRefuse refuse -> {
          String text =
              "the connection is closed (" + refuse.flag() + ", " + refuse.details() + ")";
          further.add(new Hop(Stage.VERDICT, place, text, Optional.empty(), List.of()));
          branches.add(
              new Branch(
                  ways.size() == 1 ? 100 : estimate,
                  ways.size() == 1,
                  further,
                  new Outcome(Verdict.FAILS, 0, "", "", "", text)));
        }
      }
    }
    branches.sort(Comparator.comparingDouble(Branch::percent).reversed());
    return branches;
  }

  private static String kind(Decision decision) {
    return switch (decision) {
      case Forward forward -> "forward " + forward.cluster().name();
      case Decision.Reply reply ->
          "reply " + reply.status() + " " + reply.details() + " " + clusterName(reply);
      case Decision.Tunnel tunnel -> "tunnel " + tunnel.cluster().name();
    };
  }

  private Hop route(Decision decision, HttpTerminal terminal) {
    String table = terminal.router().routes().name();
    Optional<Route> route = decision.decidedBy();
    if (route.isEmpty()) {
      return new Hop(
          Stage.ROUTE,
          place,
          "no route of table " + table + " matches",
          Optional.empty(),
          List.of(new Fact("table", table)));
    }
    String name = route.get().name().isEmpty() ? "a route" : "route " + route.get().name();
    return new Hop(
        Stage.ROUTE,
        place,
        name + " of " + route.get().host() + " matches",
        mesh.cause(route.get().rule()),
        List.of(new Fact("table", table), new Fact("virtual host", route.get().host())));
  }

  private Branch branch(Way<Decision> way, double percent, boolean exact) {
    List<Hop> hops = new ArrayList<>();
    Optional<Hop.Cause> cause =
        way.first.decidedBy().map(route -> mesh.cause(route.rule())).orElse(Optional.empty());
    if (way.delayed > 0) {
      double share = Math.rint(way.delayed * 1000.0 / way.count) / 10;
      hops.add(
          new Hop(
              Stage.ROUTE,
              place,
              "an injected delay holds "
                  + (share >= 100 ? "it" : "about " + share + " %")
                  + " back",
              cause,
              List.of()));
    }
    String name = way.first.decidedBy().map(Route::name).orElse("");
    String rule = way.first.decidedBy().flatMap(Route::rule).map(Rule::toString).orElse("");
    Outcome outcome =
        switch (way.first) {
          case Forward forward -> onward.http(forward, hops);
          case Decision.Tunnel tunnel ->
              onward.tcp(
                  new TcpDecision.TcpForward(tunnel.cluster(), tunnel.hash(), tunnel.hashed()),
                  name,
                  hops);
          case Decision.Reply reply -> reply(reply, name, rule, hops);
        };
    return new Branch(percent, exact || percent == 100, hops, outcome);
  }

  private Outcome reply(Decision.Reply reply, String route, String rule, List<Hop> hops) {
    String text =
        "the proxy answers "
            + reply.status()
            + " ("
            + reply.details()
            + (reply.flags().isEmpty()
                ? ""
                : ", " + String.join(",", reply.flags().stream().map(Enum::name).sorted().toList()))
            + ")";
    List<Fact> facts = new ArrayList<>();
    reply.responseEdits().stream()
        .filter(edit -> edit.name().equals("location"))
        .forEach(edit -> facts.add(new Fact("location", edit.value())));
    hops.add(
        new Hop(
            Stage.VERDICT,
            place,
            text,
            reply.decidedBy().map(by -> mesh.cause(by.rule())).orElse(Optional.empty()),
            facts));
    return new Outcome(Verdict.ANSWERED, reply.status(), clusterName(reply), route, rule, text);
  }

  private static String clusterName(Decision decision) {
    return decision.routeCluster().map(Cluster::name).orElse("");
  }

  private static Optional<RouteEntry> entry(Optional<RouteTable> table, Route route) {
    return table.stream()
        .flatMap(known -> known.hosts().stream())
        .flatMap(host -> host.routes().stream())
        .filter(entry -> entry.route() == route)
        .findFirst();
  }

  /// The configured share of each cluster in percent; nothing when there is no split.
  private static Map<String, Double> weights(RouteEntry entry) {
    Map<String, Double> weights = new LinkedHashMap<>();
    if (entry.action() instanceof Action.Send send
        && send.destination() instanceof Action.Destination.Weighted weighted) {
      for (Action.Share share : weighted.shares()) {
        weights.merge(
            share.cluster().name(), share.weight() * 100.0 / weighted.total(), Double::sum);
      }
    }
    return weights;
  }

  /// For the next hop: the cluster in words.
  static String words(Cluster cluster) {
    String[] parts = cluster.name().split("\\|", -1);
    if (parts.length == 4 && parts[0].equals("outbound")) {
      return parts[3] + " port " + parts[1] + (parts[2].isEmpty() ? "" : ", subset " + parts[2]);
    }
    return cluster.name();
  }
}
