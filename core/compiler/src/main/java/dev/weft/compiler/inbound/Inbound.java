package dev.weft.compiler.inbound;

import dev.weft.compiler.cluster.ClusterName;
import dev.weft.compiler.cluster.Clusters;
import dev.weft.compiler.plan.ChainPlan;
import dev.weft.compiler.plan.ClusterPlan;
import dev.weft.compiler.plan.ClusterPlan.ServiceName;
import dev.weft.compiler.plan.ListenerPlan;
import dev.weft.model.Address;
import dev.weft.model.Protocol;
import dev.weft.world.Node;
import dev.weft.world.View;
import dev.weft.world.registry.Registry;
import dev.weft.world.registry.Resolution;
import dev.weft.world.rules.Ingress;
import dev.weft.world.rules.MutualTls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/// Plans what a sidecar does with the traffic to its workload.
///
/// Redirected: one listener, `virtualInbound`, with the chains of every served port and those for
/// ports that nobody declared. Nothing redirected: a listener for each port, with the same chains.
public final class Inbound {
  private final View view;
  private final Node node;
  private final InboundChains chains;
  private final String wildcard;

  /// Listeners and the clusters that they lead to.
  public record Traffic(List<ListenerPlan> listeners, List<ClusterPlan> clusters) {
    public Traffic {
      listeners = List.copyOf(listeners);
      clusters = List.copyOf(clusters);
    }
  }

  private Inbound(View view) {
    this.view = view;
    this.node = view.node();
    this.chains = new InboundChains(view);
    this.wildcard = node.everywhere().getFirst();
  }

  public static Traffic of(View view) {
    return new Inbound(view).plan();
  }

  private Traffic plan() {
    List<ClusterPlan> clusters = new ArrayList<>();
    List<ListenerPlan> listeners = new ArrayList<>();
    List<ChainPlan> shared = new ArrayList<>();
    AppClusters apps = new AppClusters(view);
    Map<Integer, InboundPort> ports = ports();
    for (InboundPort port : ports.values()) {
      clusters.add(apps.of(port));
      String bind =
          port.bind().isEmpty() ? (port.bound() ? node.address() : wildcard) : port.bind();
      List<ChainPlan> own = chains.of(port, bind);
      if (port.bound()) {
        listeners.add(listener(bind + "_" + port.number(), bind, port.number(), true, own));
      } else {
        shared.addAll(own);
      }
    }
    clusters.add(
        Clusters.passthrough(view, ClusterName.INBOUND_PASSTHROUGH, AppClusters.sources(node)));
    if (!node.bindsItself()) {
      int inbound = view.mesh().ports().inbound();
      List<ChainPlan> all = new ArrayList<>(chains.passthrough(inbound, ports.keySet()));
      all.addAll(shared);
      listeners.addFirst(
          listener("virtualInbound", wildcard, inbound, false, all)
              .also(
                  node.everywhere().stream()
                      .skip(1)
                      .map(address -> Address.ip(address, inbound))
                      .toList()));
    }
    return new Traffic(listeners, clusters);
  }

  /// The served ports by number: the Sidecar's when it names any, else those of the services, of
  /// which the oldest decides the protocol.
  private Map<Integer, InboundPort> ports() {
    Map<Integer, InboundPort> ports = new TreeMap<>();
    List<Registry.Target> targets = view.targets();
    List<Ingress> ingress = view.ingress();
    for (Ingress listener : ingress) {
      ports.putIfAbsent(listener.port(), of(listener, targets));
    }
    if (ingress.isEmpty()) {
      for (Registry.Target target : targets) {
        boolean ours =
            target.service().resolution() != Resolution.ALIAS
                && target.servicePort().protocol() != Protocol.UDP;
        if (ours) {
          ports.putIfAbsent(target.port(), of(target, targets));
        }
      }
    }
    return ports;
  }

  private InboundPort of(Ingress listener, List<Registry.Target> targets) {
    List<ServiceName> services = services(listener.port(), targets);
    String host =
        services.isEmpty()
            ? listener.rule().resource().name() + "." + listener.rule().resource().namespace()
            : services.getFirst().host();
    return new InboundPort(
        listener.port(),
        listener.port(),
        listener.protocol(),
        host,
        listener.bind(),
        node.bindsItself() || listener.bound(),
        listener.defaultEndpoint(),
        services,
        Optional.of(listener.rule()));
  }

  private InboundPort of(Registry.Target target, List<Registry.Target> targets) {
    return new InboundPort(
        target.port(),
        target.servicePort().number(),
        target.servicePort().protocol(),
        target.service().host().name(),
        "",
        node.bindsItself(),
        "",
        services(target.port(), targets),
        Optional.empty());
  }

  private static List<ServiceName> services(int port, List<Registry.Target> targets) {
    return targets.stream()
        .filter(target -> target.port() == port)
        .map(target -> Clusters.name(target.service()))
        .distinct()
        .toList();
  }

  private ListenerPlan listener(
      String name, String bind, int port, boolean bound, List<ChainPlan> own) {
    Inspection inspection = Inspection.of(own);
    Set<ListenerPlan.Inspector> inspectors = EnumSet.noneOf(ListenerPlan.Inspector.class);
    if (!bound) {
      inspectors.add(ListenerPlan.Inspector.ORIGINAL_DESTINATION);
    }
    inspectors.addAll(inspection.inspectors());
    return new ListenerPlan(
        name,
        Address.ip(bind, port),
        List.of(),
        ListenerPlan.Binding.SOCKET,
        ListenerPlan.Direction.INBOUND,
        inspectors,
        inspectors.isEmpty() ? Duration.ZERO : view.mesh().ports().detection(),
        own,
        Optional.empty(),
        inspection.spared());
  }

  /// The modes that hold for the workload's ports, zero for those without one of their own.
  static Map<Integer, MutualTls> modes(View view) {
    Node node = view.node();
    Map<Integer, MutualTls> modes =
        new TreeMap<>(
            view.configuration().peerAuthentications().ports(node.namespace(), node.labels()));
    modes.put(
        0, view.configuration().peerAuthentications().mode(node.namespace(), node.labels(), 0));
    return modes;
  }

  static OptionalInt destination(int port) {
    return port == 0 ? OptionalInt.empty() : OptionalInt.of(port);
  }
}
