package dev.weft.explain;

import dev.weft.explain.Explanation.Outcome;
import dev.weft.explain.Explanation.Verdict;
import dev.weft.explain.Hop.Fact;
import dev.weft.explain.Hop.Stage;
import dev.weft.explain.Onward.Destination;
import dev.weft.graph.Graph;
import dev.weft.graph.cluster.HttpUpstream;
import dev.weft.graph.exchange.Arrival;
import dev.weft.graph.exchange.Hint;
import dev.weft.graph.exchange.Peer;
import dev.weft.graph.listener.Chain;
import dev.weft.graph.listener.HttpTerminal;
import dev.weft.graph.listener.Listener;
import dev.weft.graph.listener.TcpTerminal;
import dev.weft.graph.listener.TcpTerminal.TcpDecision;
import dev.weft.graph.match.Text;
import dev.weft.graph.route.Decision;
import dev.weft.graph.route.Forward;
import dev.weft.graph.tls.SanMatch;
import dev.weft.model.Address;
import dev.weft.model.Identity;
import dev.weft.world.Node;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/// The proxy in front of the destination.
final class Entrance {
  private final Mesh mesh;
  private final Sender from;
  private final Node node;
  private final String place;

  Entrance(Mesh mesh, Sender from, Node node) {
    this.mesh = mesh;
    this.from = from;
    this.node = node;
    this.place = Explainer.name(node);
  }

  Outcome http(ImaginedHead head, Destination to, List<String> alpn, List<Hop> hops) {
    boolean two = to.cluster().http().protocol() == HttpUpstream.Protocol.HTTP2;
    return enter(
        to, alpn, two ? Hint.Detected.HTTP2 : Hint.Detected.HTTP1, Optional.of(head), hops);
  }

  Outcome tcp(Destination to, List<Hop> hops) {
    return enter(to, List.of(), Hint.Detected.OTHER, Optional.empty(), hops);
  }

  private Outcome enter(
      Destination to,
      List<String> alpn,
      Hint.Detected spoken,
      Optional<ImaginedHead> head,
      List<Hop> hops) {
    InetSocketAddress destination = to.endpoint().socket();
    Graph graph = mesh.graph(node);
    Optional<Listener> found = listener(graph, destination);
    if (found.isEmpty()) {
      return fails(to, Stage.LISTENER, "no inbound listener takes " + to.endpoint(), hops);
    }
    Listener listener = found.get();
    Arrival arrival = arrival(listener, destination);
    hops.add(
        new Hop(
            Stage.LISTENER,
            place,
            "listener " + listener.name() + " takes the connection",
            mesh.cause(listener.metadata()),
            List.of()));
    Hint hint = hint(to, alpn, spoken);
    Optional<Chain> chosen = listener.chain(arrival, hint);
    if (chosen.isEmpty()) {
      return fails(
          to,
          Stage.CHAIN,
          hint.transport() == Hint.Transport.RAW
              ? "it takes no plain text on this port, and closes the connection (NR)"
              : "it has no filter chain for this TLS, and closes the connection (NR)",
          hops);
    }
    Chain chain = chosen.get();
    hops.add(
        new Hop(
            Stage.CHAIN,
            place,
            chain.tls().isPresent()
                ? "filter chain " + chain.name() + " terminates mutual TLS"
                : "filter chain " + chain.name() + " takes it in plain text",
            mesh.cause(chain.metadata()),
            List.of()));
    Optional<String> mistrust = mistrust(to, chain);
    if (mistrust.isPresent()) {
      return fails(to, Stage.TLS, mistrust.get(), hops);
    }
    Peer peer = peer(to, chain, arrival);
    return switch (chain.terminal()) {
      case TcpTerminal tcp -> decided(tcp.decide(peer, arrival, new SplittableRandom(1)), to, hops);
      case HttpTerminal http ->
          head.isEmpty()
              ? fails(to, Stage.VERDICT, "it expects HTTP on this port", hops)
              : decided(
                  http.router().decide(head.get(), peer, arrival, new SplittableRandom(1), 0),
                  to,
                  peer,
                  hops);
    };
  }

  private Optional<Listener> listener(Graph graph, InetSocketAddress destination) {
    List<Listener> inbound =
        graph.listeners().stream()
            .filter(listener -> listener.direction() == Listener.Direction.INBOUND)
            .toList();
    if (node.bindsItself()) {
      return inbound.stream()
          .filter(listener ->
              listener.addresses().stream()
                  .anyMatch(address ->
                      address instanceof Address.Ip ip
                          && ip.port() == destination.getPort()
                          && ip.host().equals(destination.getHostString())))
          .findFirst();
    }
    return inbound.stream()
        .filter(listener -> listener.bindToPort() && listener.inspection().originalDestination())
        .findFirst()
        .map(accepting ->
            accepting.useOriginalDestination()
                ? graph.handover(accepting, arrival(accepting, destination))
                : accepting);
  }

  private Arrival arrival(Listener listener, InetSocketAddress destination) {
    InetSocketAddress local =
        !node.bindsItself() && listener.address() instanceof Address.Ip ip
            ? Mesh.at(destination.getHostString(), ip.port())
            : destination;
    return new Arrival(local, Mesh.client(from.node().address()), destination);
  }

  private static Hint hint(Destination to, List<String> alpn, Hint.Detected spoken) {
    if (to.tls().isEmpty()) {
      return new Hint("", List.of(), Hint.Transport.RAW, spoken);
    }
    return new Hint(
        to.tls().get().sni(),
        alpn.isEmpty() ? to.tls().get().alpn() : alpn,
        Hint.Transport.TLS,
        Hint.Detected.NONE);
  }

  /// Why one side would not trust the other.
  private Optional<String> mistrust(Destination to, Chain chain) {
    if (to.tls().isEmpty() || chain.tls().isEmpty()) {
      return Optional.empty();
    }
    Identity server = mesh.identity(node);
    Optional<String> refused =
        from.ours()
            ? mesh.belief().mistrust(to.tls().get().validation(), server)
            : Optional.empty();
    if (refused.isPresent()) {
      return Optional.of("the client does not believe the server: " + refused.get());
    }
    boolean shows = !to.tls().get().certificates().isEmpty();
    if (chain.tls().get().requireClientCertificate() && !shows) {
      return Optional.of("the server asks for a certificate and the client has none to show");
    }
    return shows
        ? mesh.belief()
            .mistrust(chain.tls().get().validation(), from.identity())
            .map(why -> "the server does not believe the client: " + why)
        : Optional.empty();
  }

  private Peer peer(Destination to, Chain chain, Arrival arrival) {
    boolean encrypted = to.tls().isPresent() && chain.tls().isPresent();
    if (!encrypted || to.tls().get().certificates().isEmpty()) {
      return new Peer(
          Optional.empty(),
          "",
          encrypted,
          to.tls().map(dev.weft.graph.tls.ClientTls::sni).orElse(""),
          arrival.remote(),
          Peer.Certificate.NONE);
    }
    Identity client = from.identity();
    String uri = client.toString();
    return new Peer(
        Optional.of(client),
        uri,
        true,
        to.tls().get().sni(),
        arrival.remote(),
        new Peer.Certificate(
            List.of(uri),
            List.of(),
            "",
            "",
            "",
            "0".repeat(64),
            mesh.identity(node).toString(),
            "",
            ""));
  }

  private Outcome decided(Decision decision, Destination to, Peer peer, List<Hop> hops) {
    List<Fact> facts = new ArrayList<>();
    peer.identity().ifPresent(known -> facts.add(new Fact("client", known.toString())));
    return switch (decision) {
      case Forward forward -> arrives(forward.cluster().name(), to, facts, hops);
      case Decision.Tunnel tunnel -> arrives(tunnel.cluster().name(), to, facts, hops);
      case Decision.Reply reply -> {
        String text = "its proxy answers " + reply.status() + " (" + reply.details() + ")";
        hops.add(
            new Hop(
                Stage.VERDICT,
                place,
                text,
                reply.decidedBy().map(route -> mesh.cause(route.rule())).orElse(Optional.empty()),
                facts));
        yield new Outcome(
            Verdict.ANSWERED, reply.status(), to.cluster().name(), to.route(), to.rule(), text);
      }
    };
  }

  private Outcome decided(TcpDecision decision, Destination to, List<Hop> hops) {
    return switch (decision) {
      case TcpDecision.TcpForward forward -> arrives(forward.cluster().name(), to, List.of(), hops);
      case TcpDecision.TcpRefuse refuse ->
          fails(
              to,
              Stage.VERDICT,
              "its proxy closes the connection (" + refuse.flag() + ", " + refuse.details() + ")",
              hops);
    };
  }

  private Outcome arrives(String cluster, Destination to, List<Fact> facts, List<Hop> hops) {
    List<Fact> all = new ArrayList<>(facts);
    all.add(new Fact("cluster", cluster));
    String text = "it reaches the application of " + place;
    hops.add(new Hop(Stage.VERDICT, place, text, Optional.empty(), all));
    return new Outcome(Verdict.ARRIVES, 0, to.cluster().name(), to.route(), to.rule(), text);
  }

  private Outcome fails(Destination to, Stage stage, String text, List<Hop> hops) {
    hops.add(new Hop(stage, place, text, Optional.empty(), List.of()));
    return new Outcome(Verdict.FAILS, 503, to.cluster().name(), to.route(), to.rule(), text);
  }

  static String words(SanMatch san) {
    return switch (san.match()) {
      case Text.Exact exact -> exact.value();
      case Text.Prefix prefix -> prefix.value() + "*";
      case Text.Suffix suffix -> "*" + suffix.value();
      case Text.Contains contains -> "*" + contains.folded() + "*";
      case Text.Regex regex -> "~" + regex.pattern();
      case Text.Any any -> "*";
    };
  }
}
