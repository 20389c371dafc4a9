package dev.weft.explain;

import dev.weft.explain.Explanation.Outcome;
import dev.weft.explain.Explanation.Verdict;
import dev.weft.explain.Hop.Fact;
import dev.weft.explain.Hop.Stage;
import dev.weft.graph.cluster.Cluster;
import dev.weft.graph.cluster.Discovery;
import dev.weft.graph.cluster.Limits;
import dev.weft.graph.cluster.Pick;
import dev.weft.graph.cluster.PickContext;
import dev.weft.graph.cluster.endpoint.Endpoint;
import dev.weft.graph.exchange.Arrival;
import dev.weft.graph.exchange.HeaderEdit;
import dev.weft.graph.listener.TcpTerminal.TcpDecision;
import dev.weft.graph.route.Forward;
import dev.weft.graph.tls.ClientTls;
import dev.weft.model.Rule;
import dev.weft.world.Node;
import dev.weft.world.registry.Workload;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;

/// From the decision to an endpoint, and on to the proxy in front of it.
final class Onward {
  /// How many endpoints are named before the rest is only counted.
  private static final int NAMED = 10;

  private final Mesh mesh;
  private final Sender sender;
  private final Request request;
  private final Arrival arrival;
  private final String place;

  Onward(Mesh mesh, Sender sender, Request request, Arrival arrival) {
    this.mesh = mesh;
    this.sender = sender;
    this.request = request;
    this.arrival = arrival;
    this.place = Explainer.name(sender.node());
  }

  ImaginedHead head() {
    return ImaginedHead.of(request);
  }

  Outcome http(Forward forward, List<Hop> hops) {
    hops.add(cluster(forward.cluster(), treatment(forward)));
    String rule = forward.route().rule().map(Rule::toString).orElse("");
    Link link = new Link(forward.route().name(), rule, forward.hash(), forward.hashed());
    List<String> alpn = forward.upstreamAlpn();
    return reach(
        forward.cluster(),
        link,
        hops,
        (destination, entry) -> entry.http(head().forwarded(forward), destination, alpn, hops));
  }

  Outcome tcp(TcpDecision.TcpForward forward, String route, List<Hop> hops) {
    hops.add(cluster(forward.cluster(), List.of()));
    Link link = new Link(route, "", forward.hash(), forward.hashed());
    return reach(
        forward.cluster(), link, hops, (destination, entry) -> entry.tcp(destination, hops));
  }

  private record Link(String route, String rule, long hash, boolean hashed) {}

  private interface Continuation {
    Outcome at(Destination destination, Entrance entrance);
  }

  /// Where a connection is made to.
  record Destination(
      Cluster cluster, Endpoint endpoint, Optional<ClientTls> tls, String route, String rule) {}

  private Outcome reach(Cluster cluster, Link link, List<Hop> hops, Continuation next) {
    PickContext context =
        new PickContext(link.hash(), link.hashed(), new SplittableRandom(1), 0, List.of(), arrival);
    switch (cluster.pick(context)) {
      case Pick.None none -> {
        String text =
            "no endpoint can be picked: 503 (" + none.flag() + ", " + none.details() + ")";
        hops.add(new Hop(Stage.ENDPOINT, place, text, Optional.empty(), candidates(cluster)));
        return outcome(Verdict.FAILS, 503, cluster, link, text);
      }
      case Pick.Chosen chosen -> {
        Endpoint endpoint = chosen.endpoint();
        hops.add(endpoint(cluster, endpoint));
        Optional<ClientTls> tls = cluster.tls(endpoint);
        hops.add(tls(tls));
        Optional<Workload> workload = workload(endpoint);
        Optional<Node> proxy = workload.flatMap(mesh::proxy);
        if (proxy.isPresent()) {
          Destination destination =
              new Destination(cluster, endpoint, tls, link.route(), link.rule());
          return next.at(destination, new Entrance(mesh, sender, proxy.get()));
        }
        Optional<String> mistrust = tls.flatMap(mesh.belief()::mistrust);
        if (mistrust.isPresent()) {
          String text = "the server is not believed: " + mistrust.get();
          hops.add(new Hop(Stage.VERDICT, place, text, Optional.empty(), List.of()));
          return outcome(Verdict.FAILS, 503, cluster, link, text);
        }
        boolean inside = workload.isPresent();
        String text =
            inside
                ? "it reaches " + workload.get().key().name() + ", which has no proxy"
                : through(endpoint).orElse("it leaves the mesh");
        hops.add(new Hop(Stage.VERDICT, place, text, Optional.empty(), List.of()));
        return outcome(inside ? Verdict.ARRIVES : Verdict.LEAVES, 0, cluster, link, text);
      }
    }
  }

  private static Outcome outcome(
      Verdict verdict, int status, Cluster cluster, Link link, String text) {
    return new Outcome(verdict, status, cluster.name(), link.route(), link.rule(), text);
  }

  /// What is said of the gateway of another network, which passes TLS on unopened.
  private Optional<String> through(Endpoint endpoint) {
    return mesh.world()
        .gateways()
        .at(endpoint.socket().getHostString(), endpoint.socket().getPort())
        .map(gateway ->
            "the gateway of network " + gateway.network() + " passes it on by its server name");
  }

  private Optional<Workload> workload(Endpoint endpoint) {
    return mesh.workload(endpoint.socket().getHostString());
  }

  private Hop cluster(Cluster cluster, List<Fact> facts) {
    List<Fact> all = new ArrayList<>();
    all.add(new Fact("cluster", cluster.name()));
    all.addAll(facts);
    return new Hop(
        Stage.CLUSTER,
        place,
        "it goes to " + Decisions.words(cluster),
        mesh.cause(cluster.settings().metadata()),
        all);
  }

  private List<Fact> treatment(Forward forward) {
    List<Fact> facts = new ArrayList<>();
    if (!forward.path().equals(request.path())) {
      facts.add(new Fact("path becomes", forward.path()));
    }
    if (!forward.authority().equals(request.authority())) {
      facts.add(new Fact("authority becomes", forward.authority()));
    }
    long timeout = forward.timeouts().requestNanos();
    if (timeout > 0) {
      facts.add(new Fact("timeout", Duration.ofNanos(timeout).toString()));
    }
    if (forward.retry().retries() > 0) {
      facts.add(new Fact("retries", forward.retry().retries() + " on " + conditions(forward)));
      facts.add(new Fact("retries at once", budget(forward.cluster().limits())));
    }
    for (Forward.Mirror mirror : forward.mirrors()) {
      facts.add(new Fact("mirrored to", mirror.cluster().name()));
    }
    for (HeaderEdit edit : forward.requestEdits()) {
      boolean own =
          edit.name().startsWith("x-forwarded-")
              || edit.name().startsWith("x-envoy-")
              || edit.name().equals("x-request-id");
      if (!own) {
        facts.add(
            new Fact(
                "header " + edit.name(),
                edit.action() == HeaderEdit.Action.REMOVE ? "removed" : edit.value()));
      }
    }
    return facts;
  }

  /// How many retries a proxy has under way to a cluster, before it gives up with the flag UO.
  private static String budget(Limits limits) {
    Limits.RetryBudget holds = limits.retryBudget();
    return BigDecimal.valueOf(holds.percent()).stripTrailingZeros().toPlainString()
        + " % of the requests under way, at least "
        + holds.minimum()
        + (limits.budget().isPresent()
            ? ""
            : (limits.retries() < Integer.MAX_VALUE ? ", at most " + limits.retries() : "")
                + " (of Weft's proxy by itself; trafficPolicy.retryBudget sets another)");
  }

  private static String conditions(Forward forward) {
    return String.join(
        ", ",
        forward.retry().conditions().stream()
            .map(condition -> condition.name().toLowerCase(Locale.ROOT).replace('_', '-'))
            .sorted()
            .toList());
  }

  private Hop endpoint(Cluster cluster, Endpoint chosen) {
    boolean dialled = cluster.settings().discovery() == Discovery.ORIGINAL_DST;
    int all = cluster.endpoints().all().size();
    return new Hop(
        Stage.ENDPOINT,
        place,
        dialled
            ? "it goes where the client meant to go, " + chosen.address()
            : all == 1
                ? "the only endpoint, " + chosen.address()
                : "one of " + all + " endpoints, here " + chosen.address(),
        Optional.empty(),
        dialled ? List.of() : candidates(cluster));
  }

  private List<Fact> candidates(Cluster cluster) {
    List<Fact> facts = new ArrayList<>();
    List<Endpoint> all = cluster.endpoints().all();
    for (Endpoint endpoint : all.subList(0, Math.min(NAMED, all.size()))) {
      String owner = workload(endpoint).map(known -> known.key().name()).orElse("");
      facts.add(
          new Fact(
              "endpoint",
              endpoint.address()
                  + (owner.isEmpty() ? "" : " " + owner)
                  + " "
                  + endpoint.health()
                  + (endpoint.priority() == 0 ? "" : " priority " + endpoint.priority())
                  + (endpoint.live().out() ? " ejected" : "")));
    }
    if (all.size() > NAMED) {
      facts.add(new Fact("endpoints", "and " + (all.size() - NAMED) + " more"));
    }
    return facts;
  }

  private Hop tls(Optional<ClientTls> tls) {
    if (tls.isEmpty()) {
      return new Hop(Stage.TLS, place, "in plain text, as it came", Optional.empty(), List.of());
    }
    ClientTls known = tls.get();
    List<Fact> facts = new ArrayList<>();
    if (!known.sni().isEmpty()) {
      facts.add(new Fact("SNI", known.sni()));
    }
    Belief.names(known.validation()).stream()
        .map(Entrance::words)
        .distinct()
        .forEach(name -> facts.add(new Fact("expects", name)));
    facts.addAll(mesh.belief().vouching(known));
    return new Hop(
        Stage.TLS,
        place,
        known.certificates().isEmpty() ? "over TLS" : "over mutual TLS",
        Optional.empty(),
        facts);
  }
}
