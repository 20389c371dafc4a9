package dev.weft.compiler.outbound;

import dev.weft.compiler.cluster.ClusterName;
import dev.weft.compiler.plan.ChainPlan;
import dev.weft.compiler.plan.ListenerPlan;
import dev.weft.compiler.plan.RouteTablePlan;
import dev.weft.compiler.plan.RouteTablePlan.VirtualHost;
import dev.weft.model.Address;
import dev.weft.model.Protocol;
import dev.weft.world.Egress;
import dev.weft.world.Node;
import dev.weft.world.View;
import dev.weft.world.registry.Endpoint;
import dev.weft.world.registry.Resolution;
import dev.weft.world.registry.Service;
import dev.weft.world.registry.ServicePort;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/// Plans what a sidecar does with the traffic of its workload.
///
/// HTTP services of a port share the listener `0.0.0.0_PORT` and its route table; services with an
/// address of their own that speak something else get a listener there. A workload with addresses
/// of both families has both kinds of addresses on each listener, one with IPv6 alone has
/// `::_PORT`. Nothing redirected: all of them bind to the one outbound address instead.
public final class Outbound {
  private static final String HTTP_PROXY = "http_proxy";
  private static final List<String> PLAIN_HTTP = List.of("http/1.1", "h2c");

  private final View view;
  private final Node node;
  private final String wildcard;
  private final List<String> otherWildcards;
  private final Map<String, ListenerDraft> drafts = new TreeMap<>();
  private final Map<String, RouteTablePlan> tables = new TreeMap<>();

  /// Listeners and the route tables that they name.
  public record Traffic(List<ListenerPlan> listeners, List<RouteTablePlan> tables) {
    public Traffic {
      listeners = List.copyOf(listeners);
      tables = List.copyOf(tables);
    }
  }

  private Outbound(View view) {
    this.view = view;
    this.node = view.node();
    this.wildcard = node.everywhere().getFirst();
    this.otherWildcards = node.everywhere().subList(1, node.everywhere().size());
  }

  public static Traffic of(View view) {
    Outbound plan = new Outbound(view);
    for (Egress egress : view.scope().egress()) {
      plan.add(egress);
    }
    return plan.done();
  }

  private void add(Egress egress) {
    boolean bound = node.bindsItself() || egress.bound() || egress.bind().startsWith("unix://");
    String bind = !egress.bind().isEmpty() ? egress.bind() : bound ? own() : "";
    VirtualHosts hosts = new VirtualHosts(view, egress);
    Placing placing = new Placing(egress, hosts, bind, bound);
    if (egress.port().isPresent()) {
      int number = egress.port().getAsInt();
      ServicePort port = new ServicePort(number, "", egress.protocol(), "");
      if (egress.protocol() == Protocol.HTTP_PROXY || egress.services().isEmpty()) {
        placing.http(bind.isEmpty() ? wildcard : bind, port);
      }
      for (Service service : egress.services()) {
        placing.add(service, port);
      }
      return;
    }
    drafts.values().forEach(ListenerDraft::lock);
    for (Service service : egress.services()) {
      for (ServicePort port : service.ports()) {
        if (bindable(port.number(), bound)) {
          placing.addEverywhere(service, port);
        }
      }
    }
  }

  private String own() {
    return node.capture().outboundAddress();
  }

  /// Without privileges ports below 1024 cannot be bound.
  private boolean bindable(int port, boolean bound) {
    return !bound
        || port >= 1024
        || !node.metadata().getOrDefault("UNPRIVILEGED_POD", "").equals("true");
  }

  /// Puts the services of one egress listener onto addresses.
  private final class Placing {
    private final Egress egress;
    private final VirtualHosts hosts;
    private final TcpChains tcp;
    private final String bind;
    private final boolean bound;

    Placing(Egress egress, VirtualHosts hosts, String bind, boolean bound) {
      this.egress = egress;
      this.hosts = hosts;
      this.tcp = new TcpChains(view, egress.virtualServices());
      this.bind = bind;
      this.bound = bound;
    }

    /// A headless service's TCP port gets a listener for each endpoint's address.
    void addEverywhere(Service service, ServicePort port) {
      boolean perEndpoint =
          bind.isEmpty()
              && service.resolution() == Resolution.PASSTHROUGH
              && view.addresses(service).isEmpty()
              && !port.protocol().isHttp()
              && port.protocol() != Protocol.UDP;
      List<Endpoint> endpoints = view.endpoints(service, port.number());
      boolean open = !service.isKubernetes() && endpoints.isEmpty() && service.selector().isEmpty();
      if (!perEndpoint || open) {
        add(service, port);
        return;
      }
      for (Endpoint endpoint : endpoints) {
        String address = endpoint.address();
        boolean numeric =
            !address.isEmpty()
                && (address.indexOf(':') >= 0 || Character.isDigit(address.charAt(0)))
                && !address.startsWith("unix:");
        if (numeric && !node.addresses().contains(address)) {
          add(service, port, address, List.of());
        }
      }
    }

    void add(Service service, ServicePort port) {
      if (service.resolution() == Resolution.ALIAS || port.protocol() == Protocol.UDP) {
        return;
      }
      if (!bind.isEmpty() || port.protocol().isHttp()) {
        add(service, port, bind.isEmpty() ? wildcard : bind, List.of());
        return;
      }
      List<String> ranges = new ArrayList<>();
      List<String> addresses = new ArrayList<>();
      for (String address : view.addresses(service)) {
        (address.indexOf('/') >= 0 ? ranges : addresses).add(address);
      }
      if (service.isKubernetes()) {
        ofCluster(service, port, addresses);
      } else {
        addresses.forEach(address -> add(service, port, address, List.of()));
      }
      if (!ranges.isEmpty() || addresses.isEmpty()) {
        add(service, port, wildcard, ranges);
      }
    }

    /// One listener for the addresses of all families that the node has.
    private void ofCluster(Service service, ServicePort port, List<String> addresses) {
      List<String> reached = addresses.stream().filter(node::hasFamilyOf).toList();
      List<String> all = reached.isEmpty() ? addresses : reached;
      if (!all.isEmpty()) {
        add(service, port, all.getFirst(), List.of());
        ListenerDraft draft = drafts.get(ListenerDraft.name(all.getFirst(), port.number()));
        if (draft != null) {
          all.subList(1, all.size()).forEach(draft::also);
        }
      }
    }

    private void add(Service service, ServicePort port, String address, List<String> ranges) {
      boolean shared = address.equals(wildcard) || !bind.isEmpty();
      TcpChains.Place place = new TcpChains.Place(service, port, shared, ranges);
      String key = ListenerDraft.name(address, port.number());
      ListenerDraft draft = drafts.get(key);
      if (draft != null && draft.locked()) {
        return;
      }
      if (port.protocol().isHttp()) {
        http(address, port);
      } else if (port.protocol() == Protocol.UNSPECIFIED) {
        detected(service, place, address, draft);
      } else if (draft == null) {
        put(
            key,
            new ListenerDraft(
                address, port.number(), bound, ListenerDraft.Speech.TCP, tcp.of(place)));
      } else if (!serverFirst(port.number()) || draft.speech() == ListenerDraft.Speech.TCP) {
        draft.merge(
            tcp.of(place),
            draft.speech() == ListenerDraft.Speech.TCP
                ? ListenerDraft.Speech.TCP
                : ListenerDraft.Speech.DETECTED);
      }
    }

    /// HTTP services of an address and port share one chain and one route table.
    void http(String address, ServicePort port) {
      String key = ListenerDraft.name(address, port.number());
      ListenerDraft draft = drafts.get(key);
      String table = address.startsWith("unix://") ? address : Integer.toString(port.number());
      if (draft == null) {
        boolean open = address.equals(wildcard) && port.protocol() != Protocol.HTTP_PROXY;
        put(
            key,
            new ListenerDraft(
                address,
                port.number(),
                bound,
                open ? ListenerDraft.Speech.DETECTED : ListenerDraft.Speech.HTTP,
                List.of(chain(key, table, open))));
        table(table, port);
      } else if (draft.speech() == ListenerDraft.Speech.TCP && !serverFirst(port.number())) {
        draft.merge(List.of(chain(key, table, true)), ListenerDraft.Speech.DETECTED);
        table(table, port);
      }
    }

    /// What the port speaks is not declared: a chain for HTTP and one for the rest.
    private void detected(
        Service service,
        TcpChains.Place place,
        String address,
        @org.jspecify.annotations.Nullable ListenerDraft draft) {
      int port = place.port().number();
      String key = ListenerDraft.name(address, port);
      if (draft != null && draft.speech() == ListenerDraft.Speech.DETECTED) {
        draft.merge(tcp.of(place), ListenerDraft.Speech.DETECTED);
        return;
      }
      List<ChainPlan> chains = new ArrayList<>(tcp.of(place));
      if (address.equals(wildcard) || !bind.isEmpty()) {
        String table = Integer.toString(port);
        chains.add(chain(key, table, true));
        table(table, place.port());
      } else {
        String table = service.host() + ":" + port;
        chains.add(chain(key, table, true));
        hosts
            .only(service, port)
            .ifPresent(
                host -> tables.putIfAbsent(table, new RouteTablePlan(table, List.of(host), true)));
        tables.putIfAbsent(table, new RouteTablePlan(table, List.of(), true));
      }
      if (draft == null || draft.speech() == ListenerDraft.Speech.HTTP) {
        put(key, new ListenerDraft(address, port, bound, ListenerDraft.Speech.DETECTED, chains));
      } else if (!serverFirst(port)) {
        draft.merge(chains, ListenerDraft.Speech.DETECTED);
      }
    }

    private void put(String key, ListenerDraft draft) {
      if (draft.bind().equals(wildcard)) {
        otherWildcards.forEach(draft::also);
      }
      drafts.put(key, draft);
    }

    private void table(String name, ServicePort port) {
      if (tables.containsKey(name)) {
        return;
      }
      boolean everywhere = port.protocol() == Protocol.HTTP_PROXY || name.startsWith("unix://");
      List<VirtualHost> all =
          new ArrayList<>(everywhere ? hosts.everywhere() : hosts.of(port.number()));
      all.add(CatchAll.virtualHost(view));
      tables.put(name, new RouteTablePlan(name, all, !everywhere));
    }
  }

  /// Ports on which servers are known to speak first, so that waiting for the client would hang.
  private static boolean serverFirst(int port) {
    return Set.of(25, 53, 3306, 27017).contains(port);
  }

  private static ChainPlan chain(String listener, String table, boolean onlyHttp) {
    return new ChainPlan(
        "",
        onlyHttp
            ? new ChainPlan.Match(
                OptionalInt.empty(), List.of(), List.of(), "raw_buffer", PLAIN_HTTP)
            : ChainPlan.Match.ANY,
        Optional.empty(),
        new ChainPlan.Http(
            "outbound_" + listener,
            new ChainPlan.Named(table),
            ChainPlan.ForwardClientCertificate.SANITIZE,
            "",
            true,
            false),
        Optional.empty());
  }

  private Traffic done() {
    List<ListenerPlan> listeners = new ArrayList<>();
    if (!node.bindsItself()) {
      listeners.add(virtualOutbound());
    }
    ChainPlan otherwise = CatchAll.chain(view, "PassthroughFilterChain");
    Duration detection = view.mesh().ports().detection();
    for (ListenerDraft draft : drafts.values()) {
      listeners.add(draft.done(otherwise, detection));
    }
    forwardProxy().ifPresent(listeners::add);
    return new Traffic(listeners, List.copyOf(tables.values()));
  }

  /// Takes every redirected connection and hands it to the listener of its destination; what has
  /// none is passed through or refused. Connections to the port itself would go round for ever.
  private ListenerPlan virtualOutbound() {
    int port = view.mesh().ports().outbound();
    ChainPlan loop =
        CatchAll.chain(
            "virtualOutbound-blackhole",
            new ChainPlan.Match(OptionalInt.of(port), List.of(), List.of(), "", List.of()),
            ClusterName.BLACK_HOLE);
    return new ListenerPlan(
            "virtualOutbound",
            Address.ip(wildcard, port),
            ListenerPlan.Binding.DISPATCHING_SOCKET,
            ListenerPlan.Direction.OUTBOUND,
            Set.of(ListenerPlan.Inspector.ORIGINAL_DESTINATION),
            Duration.ZERO,
            List.of(loop, CatchAll.chain(view, "virtualOutbound-catchall-tcp")),
            Optional.empty())
        .also(otherWildcards.stream().map(address -> Address.ip(address, port)).toList());
  }

  /// The listener that applications are told of by `http_proxy`.
  private Optional<ListenerPlan> forwardProxy() {
    int port =
        node.capture().httpProxyPort() > 0
            ? node.capture().httpProxyPort()
            : view.mesh().ports().httpProxy();
    if (port == 0 || view.scope().egress().isEmpty()) {
      return Optional.empty();
    }
    String address = own();
    List<VirtualHost> all =
        new ArrayList<>(new VirtualHosts(view, view.scope().egress().getLast()).everywhere());
    all.add(CatchAll.virtualHost(view));
    tables.put(HTTP_PROXY, new RouteTablePlan(HTTP_PROXY, all, false));
    ListenerDraft draft =
        new ListenerDraft(
            address,
            port,
            true,
            ListenerDraft.Speech.HTTP,
            List.of(chain(ListenerDraft.name(address, port), HTTP_PROXY, false)));
    return Optional.of(draft.done(CatchAll.chain(view, "PassthroughFilterChain"), Duration.ZERO));
  }
}
