package dev.weft.lab.machine;

import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import dev.weft.lab.plan.Layout;
import dev.weft.lab.plan.Pod;
import dev.weft.lab.plan.Spot;
import dev.weft.lab.plan.Wiring;
import dev.weft.lab.topology.Network;
import dev.weft.linux.command.Commands;
import dev.weft.linux.namespace.Ip;
import dev.weft.linux.namespace.Namespace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// The network namespaces of labs on this machine.
public final class Machine {
  private static final List<String> PROGRAMS =
      List.of(
          "ip", "iptables", "conntrack", "sysctl", "setpriv", "nsenter", "ss", "curl", "python3");

  private Machine() {}

  /// @throws Refusal when this is not root on Linux with the programs that a lab needs
  public static void demand() {
    if (!Commands.run(List.of("id", "-u")).strip().equals("0")) {
      throw Refusal.because(
          Exit.FAILED,
          "a lab needs root to make network namespaces; run the same command with sudo");
    }
    List<String> missing =
        PROGRAMS.stream().filter(program -> Commands.find(program).isEmpty()).toList();
    if (!missing.isEmpty()) {
      throw Refusal.because(
          Exit.FAILED,
          "a lab needs "
              + String.join(", ", missing)
              + "; install what is missing (Debian: apt-get install iproute2 iptables conntrack"
              + " procps util-linux curl python3)");
    }
  }

  /// The namespaces that there are of a lab.
  public static List<Namespace> left(String lab) {
    return Namespace.named(Layout.prefix(lab));
  }

  /// The names of labs that have namespaces on this machine.
  public static Set<String> labs() {
    return Namespace.named(Namespace.PREFIX).stream()
        .map(namespace -> namespace.name().substring(Namespace.PREFIX.length()))
        .filter(name -> name.indexOf('.') > 0)
        .map(name -> name.substring(0, name.indexOf('.')))
        .collect(Collectors.toCollection(java.util.TreeSet::new));
  }

  /// Makes namespaces, links, addresses and routes.
  public static void wire(Layout layout) {
    for (String name : layout.namespaces()) {
      Namespace namespace = new Namespace(name);
      if (!namespace.exists()) {
        Namespace.create(name);
      }
      namespace.sysctl(Map.of("net.ipv4.ip_unprivileged_port_start", "0"));
    }
    Set<String> pods = layout.pods().stream().map(Pod::namespace).collect(Collectors.toSet());
    layout.namespaces().stream()
        .filter(name -> !pods.contains(name))
        .forEach(name -> dev.weft.linux.namespace.Wiring.forwarding(new Namespace(name)));
    for (Wiring.Script script : Wiring.of(layout)) {
      Ip ip = new Ip(new Namespace(script.namespace()));
      script.lines().forEach(ip::line);
      ip.apply();
    }
    if (layout.names().networks().size() > 1) {
      layout.names().networks().forEach(network -> hide(layout.router(network)));
    }
    for (Network network : layout.lab().networks()) {
      network.blocked().forEach(port -> block(layout.router(network.name()), port));
    }
  }

  /// Nobody comes into a network at a port.
  private static void block(String router, int port) {
    List<String> command = new ArrayList<>(List.of("iptables", "-w", "-A", "FORWARD"));
    command.addAll(List.of("-i", Wiring.UP, "-p", "tcp", "--dport", "" + port, "-j", "DROP"));
    new Namespace(router).run(command.toArray(String[]::new));
  }

  /// Pods leave their network with the address of its router.
  private static void hide(String router) {
    new Namespace(router)
        .run(
            "iptables",
            "-w",
            "-t",
            "nat",
            "-A",
            "POSTROUTING",
            "-o",
            Wiring.UP,
            "-j",
            "MASQUERADE");
  }

  /// Tells a node's programs where names are resolved: by the cluster's own server, which answers
  /// at once. The machine's own server is out of reach, and asking it would cost seconds.
  public static void resolver(Spot spot, String server) {
    new Namespace(spot.namespace()).resolver(List.of(server), List.of());
  }

  /// Tells a pod's programs where names are resolved.
  public static void resolver(Pod pod, String server) {
    String namespace = pod.kind().namespace();
    new Namespace(pod.namespace())
        .resolver(
            List.of(server),
            List.of(namespace + ".svc.cluster.local", "svc.cluster.local", "cluster.local"));
  }
}
