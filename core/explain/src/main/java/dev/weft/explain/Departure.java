package dev.weft.explain;

import dev.weft.explain.Explanation.Branch;
import dev.weft.explain.Explanation.Outcome;
import dev.weft.explain.Explanation.Verdict;
import dev.weft.explain.Hop.Fact;
import dev.weft.explain.Hop.Stage;
import dev.weft.graph.Graph;
import dev.weft.graph.exchange.Arrival;
import dev.weft.graph.exchange.Hint;
import dev.weft.graph.exchange.Peer;
import dev.weft.graph.listener.Chain;
import dev.weft.graph.listener.HttpTerminal;
import dev.weft.graph.listener.Listener;
import dev.weft.graph.listener.TcpTerminal;
import dev.weft.model.Address;
import dev.weft.world.Node;
import dev.weft.world.Role;
import dev.weft.world.View;
import dev.weft.world.registry.Registry;
import dev.weft.world.registry.Service;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/// The proxy that the request enters first: the sender's sidecar, or a gateway.
final class Departure {
  /// A client outside of the mesh, and an address that nothing in the mesh has (RFC 5737).
  private static final String STRANGER = "198.51.100.1";

  private static final String ELSEWHERE = "192.0.2.1";

  private final Mesh mesh;
  private final Sender sender;
  private final Node node;
  private final Graph graph;
  private final Request request;
  private final String place;

  Departure(Mesh mesh, Sender sender, Graph graph, Request request) {
    this.mesh = mesh;
    this.sender = sender;
    this.node = sender.node();
    this.graph = graph;
    this.request = request;
    this.place = Explainer.name(node);
  }

  List<Branch> explain(List<Hop> hops) {
    Optional<Service> service = service();
    boolean gateway = node.role() == Role.ROUTER;
    if (!gateway) {
      hops.add(host(service));
    }
    InetSocketAddress destination =
        gateway ? Mesh.at(node.address(), gatewayPort()) : destination(service);
    Optional<Listener> found = listener(destination);
    if (found.isEmpty()) {
      return failed(
          hops,
          Stage.LISTENER,
          gateway
              ? "no listener of the gateway takes port " + request.port()
              : "no listener of the sidecar takes "
                  + destination.getHostString()
                  + ":"
                  + destination.getPort());
    }
    Listener listener = found.get();
    Arrival arrival = accepted(listener, destination);
    hops.add(
        new Hop(
            Stage.LISTENER,
            place,
            "listener " + listener.name() + " takes the connection",
            mesh.cause(listener.metadata()),
            List.of(new Fact("address", listener.address().toString()))));
    Optional<Chain> chosen = listener.chain(arrival, hint());
    if (chosen.isEmpty()) {
      return failed(
          hops,
          Stage.CHAIN,
          request.encrypted()
              ? "no filter chain takes TLS for " + request.host() + " (NR)"
              : "no filter chain takes this connection (NR)");
    }
    Chain chain = chosen.get();
    hops.add(chain(chain));
    Optional<Outcome> misunderstood = misunderstood(chain);
    if (misunderstood.isPresent()) {
      hops.add(
          new Hop(Stage.VERDICT, place, misunderstood.get().text(), Optional.empty(), List.of()));
      return List.of(new Branch(100, true, List.of(), misunderstood.get()));
    }
    Onward onward = new Onward(mesh, sender, request, arrival);
    Peer peer = Peer.plain(arrival.remote());
    return switch (chain.terminal()) {
      case HttpTerminal http -> new Decisions(mesh, place, onward).http(http, peer, arrival, hops);
      case TcpTerminal tcp -> new Decisions(mesh, place, onward).tcp(tcp, peer, arrival, hops);
    };
  }

  private List<Branch> failed(List<Hop> hops, Stage stage, String text) {
    hops.add(new Hop(stage, place, text, Optional.empty(), List.of()));
    return List.of(
        new Branch(100, true, List.of(), new Outcome(Verdict.FAILS, 0, "", "", "", text)));
  }

  /// What comes of a client that speaks something else than the chain reads.
  private Optional<Outcome> misunderstood(Chain chain) {
    if (chain.tls().isPresent() && !request.encrypted()) {
      String text = "the chain takes TLS alone, and the client speaks without: no answer";
      return Optional.of(new Outcome(Verdict.FAILS, 0, "", "", "", text));
    }
    boolean read = request.scheme().equals("http") || chain.tls().isPresent();
    return switch (chain.terminal()) {
      case TcpTerminal bytes -> Optional.empty();
      case HttpTerminal http when read -> Optional.empty();
      case HttpTerminal http -> {
        String what = request.encrypted() ? "TLS" : "what is not HTTP";
        String text = "the chain reads HTTP, and the client sends " + what + ": 400 (DPE)";
        yield Optional.of(new Outcome(Verdict.ANSWERED, 400, "", "", "", text));
      }
    };
  }

  /// The service that a client of this node means by the host.
  private Optional<Service> service() {
    View view = View.of(mesh.world(), node);
    String host = request.host();
    return view.services().stream()
        .filter(service -> {
          String full = service.host().name();
          String inNamespace = service.name() + "." + service.namespace();
          return full.equals(host)
              || service.addresses().contains(host)
              || (service.isKubernetes()
                  && (host.equals(inNamespace)
                      || host.equals(inNamespace + ".svc")
                      || (host.equals(service.name())
                          && service.namespace().equals(node.namespace()))));
        })
        .findFirst()
        .or(() ->
            view.services().stream()
                .filter(service -> service.host().isWildcard())
                .filter(service -> service.host().covers(new dev.weft.model.Host(host)))
                .sorted(java.util.Comparator.comparing(Service::host))
                .findFirst());
  }

  private Hop host(Optional<Service> service) {
    if (service.isEmpty()) {
      return new Hop(
          Stage.HOST,
          place,
          request.host() + " is no service that " + place + " can see",
          Optional.empty(),
          List.of());
    }
    Service known = service.get();
    boolean served = known.port(request.port()).isPresent();
    return new Hop(
        Stage.HOST,
        place,
        request.host()
            + " is "
            + known.host()
            + (served ? "" : ", which has no port " + request.port()),
        mesh.cause(Optional.of(new dev.weft.model.Rule(known.resource(), ""))),
        known.addresses().isEmpty()
            ? List.of()
            : List.of(new Fact("address", String.join(", ", known.addresses()))));
  }

  /// Where the application connects to when nothing else is told: the service's virtual address,
  /// else one of its endpoints.
  private InetSocketAddress destination(Optional<Service> service) {
    String host = request.host();
    boolean literal = !Mesh.at(host, request.port()).isUnresolved();
    String address =
        literal
            ? host
            : service
                .flatMap(known ->
                    known.addresses().stream()
                        .filter(each -> each.indexOf('/') < 0 && !each.equals("0.0.0.0"))
                        .findFirst()
                        .or(() -> anEndpoint(known)))
                .orElse(ELSEWHERE);
    return Mesh.at(address, request.port());
  }

  private Optional<String> anEndpoint(Service service) {
    return mesh.world().registry().endpoints(service, request.port()).stream()
        .map(dev.weft.world.registry.Endpoint::address)
        .filter(address -> !Mesh.at(address, 1).isUnresolved())
        .findFirst();
  }

  /// The port that the gateway's proxy listens on for a port of its Service.
  private int gatewayPort() {
    return View.of(mesh.world(), node).targets().stream()
        .filter(target -> target.servicePort().number() == request.port())
        .map(Registry.Target::port)
        .findFirst()
        .orElse(request.port());
  }

  private Optional<Listener> listener(InetSocketAddress destination) {
    if (node.role() == Role.ROUTER) {
      return bound(destination.getPort(), "").or(this::door);
    }
    if (node.bindsItself()) {
      Optional<Listener> ofPort = bound(request.port(), node.capture().outboundAddress());
      int proxy = node.capture().httpProxyPort();
      return ofPort.isPresent() || proxy == 0 || request.encrypted()
          ? ofPort
          : bound(proxy, node.capture().outboundAddress());
    }
    return graph.listeners().stream()
        .filter(Listener::useOriginalDestination)
        .findFirst()
        .map(dispatching -> graph.handover(dispatching, arrival(dispatching, destination)));
  }

  private Optional<Listener> door() {
    return node.capture()
        .doors()
        .flatMap(doors ->
            doors.of(request.port()) instanceof Address.Ip door
                ? bound(door.port(), door.host())
                : Optional.empty());
  }

  private Optional<Listener> bound(int port, String address) {
    return graph.listeners().stream()
        .filter(listener -> listener.direction() != Listener.Direction.INBOUND)
        .filter(listener ->
            listener.addresses().stream()
                .anyMatch(bound ->
                    bound instanceof Address.Ip ip
                        && ip.port() == port
                        && (address.isEmpty() || ip.host().equals(address))))
        .findFirst();
  }

  /// The connection as the listener sees it: one that was handed over was accepted elsewhere.
  private Arrival accepted(Listener listener, InetSocketAddress destination) {
    return graph.listeners().stream()
        .filter(accepting -> !listener.bindToPort() && accepting.useOriginalDestination())
        .findFirst()
        .map(accepting -> arrival(accepting, destination))
        .orElseGet(() -> arrival(listener, destination));
  }

  private Arrival arrival(Listener listener, InetSocketAddress destination) {
    InetSocketAddress local =
        listener.address() instanceof Address.Ip ip
            ? Mesh.at(ip.host().equals("0.0.0.0") ? node.address() : ip.host(), ip.port())
            : destination;
    boolean gateway = node.role() == Role.ROUTER;
    InetSocketAddress remote = Mesh.client(gateway ? STRANGER : node.address());
    return new Arrival(local, remote, gateway || node.bindsItself() ? local : destination);
  }

  private Hint hint() {
    if (request.encrypted()) {
      return new Hint(
          request.host(), List.of("h2", "http/1.1"), Hint.Transport.TLS, Hint.Detected.NONE);
    }
    return new Hint(
        "",
        List.of(),
        Hint.Transport.RAW,
        request.scheme().equals("tcp") ? Hint.Detected.OTHER : Hint.Detected.HTTP1);
  }

  private Hop chain(Chain chain) {
    String name =
        chain.name().isEmpty() ? "a filter chain without a name" : "filter chain " + chain.name();
    return new Hop(
        Stage.CHAIN,
        place,
        chain.tls().isPresent() ? name + " terminates TLS" : name,
        mesh.cause(chain.metadata()),
        List.of(
            new Fact(
                "speaks",
                switch (chain.terminal()) {
                  case HttpTerminal http -> "HTTP";
                  case TcpTerminal tcp -> "TCP";
                })));
  }
}
