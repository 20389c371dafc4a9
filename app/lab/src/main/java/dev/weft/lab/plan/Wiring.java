package dev.weft.lab.plan;

import dev.weft.lab.topology.Addresses;
import dev.weft.lab.topology.Cluster;
import dev.weft.lab.topology.Range;
import java.util.ArrayList;
import java.util.List;

/// The links, addresses and routes of a lab, as commands of `ip -batch` in each namespace.
///
/// A pod has one address and sends everything to its node, so that packet rules there see it. A
/// node is connected to its network's router, a router to the world. A router hides its pods behind
/// its own address towards the world, and the world knows no way to them.
public final class Wiring {
  /// The device that leads from a namespace towards the world.
  public static final String UP = "uplink";

  /// The bridge of a node's pods.
  public static final String BRIDGE = "pods";

  private static final Range WORLD_LINKS = Range.of("172.29.0.0/16");

  /// Commands of `ip -batch` for one namespace.
  public record Script(String namespace, List<String> lines) {
    public Script {
      lines = List.copyOf(lines);
    }
  }

  private final Layout layout;
  private final List<Script> scripts = new ArrayList<>();

  private Wiring(Layout layout) {
    this.layout = layout;
  }

  /// In the order in which they must run.
  public static List<Script> of(Layout layout) {
    return new Wiring(layout).scripts();
  }

  private List<Script> scripts() {
    layout.namespaces().forEach(namespace -> script(namespace, List.of("link set lo up")));
    List<String> networks = List.copyOf(layout.names().networks());
    Range deskLink = WORLD_LINKS.part(0, 30);
    link(layout.desk(), UP, layout.world(), "desk", deskLink);
    script(layout.desk(), List.of("route add default via " + deskLink.address(1)));
    script(layout.world(), List.of("route add unreachable default metric 4000"));
    for (int i = 0; i < networks.size(); i++) {
      router(networks.get(i), worldLink(i));
    }
    for (int i = 0; i < layout.spots().size(); i++) {
      node(layout.spots().get(i), i);
    }
    layout.pods().forEach(this::pod);
    return scripts;
  }

  /// The addresses of the link between the world and a network's router; the latter has the second.
  static Range worldLink(int network) {
    return WORLD_LINKS.part(network + 1, 30);
  }

  private void router(String network, Range link) {
    String router = layout.router(network);
    link(router, UP, layout.world(), "n" + link.address(0).split("\\.")[3], link);
    script(router, List.of("route add default via " + link.address(1) + " metric 10"));
    List<String> lines = new ArrayList<>();
    for (Cluster cluster : layout.lab().clusters()) {
      if (layout.names().network(cluster).equals(network)) {
        String via = " via " + link.address(2);
        lines.add("route add " + layout.spots(cluster).getFirst().uplink().containing(24) + via);
        layout
            .addresses(cluster)
            .loadBalancer()
            .ifPresent(range -> lines.add("route add " + range + via));
      }
      // Addresses of pods and services are never looked for outside their network.
      Addresses addresses = layout.addresses(cluster);
      script(
          router,
          List.of(
              "route replace unreachable " + addresses.pods() + " metric 4000",
              "route replace unreachable " + addresses.services() + " metric 4000"));
    }
    script(layout.world(), lines);
  }

  private void node(Spot spot, int number) {
    String router = layout.router(layout.names().network(spot.cluster()));
    link(spot.namespace(), UP, router, "node" + number, spot.uplink());
    script(
        spot.namespace(),
        List.of(
            "link add " + BRIDGE + " type bridge",
            "link set " + BRIDGE + " up",
            "addr add " + spot.gateway() + "/" + spot.pods().length() + " dev " + BRIDGE,
            "route add default via " + spot.router()));
    List<String> lines = new ArrayList<>();
    lines.add("route add " + spot.pods() + " via " + spot.address());
    if (layout.spots(spot.cluster()).getFirst().equals(spot)) {
      layout
          .addresses(spot.cluster())
          .loadBalancer()
          .ifPresent(range -> lines.add("route add " + range + " via " + spot.address()));
    }
    script(router, lines);
  }

  private void pod(Pod pod) {
    Spot spot = pod.spot();
    String port = "p" + pod.address().substring(pod.address().lastIndexOf('.') + 1);
    script(
        pod.namespace(),
        List.of("link add eth0 type veth peer name " + port + " netns " + spot.namespace()));
    script(
        spot.namespace(),
        List.of("link set " + port + " master " + BRIDGE, "link set " + port + " up"));
    script(
        pod.namespace(),
        List.of(
            "addr add " + pod.address() + "/32 dev eth0",
            "link set eth0 up",
            "route add " + spot.gateway() + " dev eth0 scope link",
            "route add default via " + spot.gateway()));
  }

  /// A link between two namespaces; the upper end has the first address, the lower the second.
  private void link(String lower, String lowerName, String upper, String upperName, Range range) {
    script(
        lower,
        List.of("link add " + lowerName + " type veth peer name " + upperName + " netns " + upper));
    script(
        upper,
        List.of(
            "addr add " + range.address(1) + "/" + range.length() + " dev " + upperName,
            "link set " + upperName + " up"));
    script(
        lower,
        List.of(
            "addr add " + range.address(2) + "/" + range.length() + " dev " + lowerName,
            "link set " + lowerName + " up"));
  }

  private void script(String namespace, List<String> lines) {
    scripts.add(new Script(namespace, lines));
  }
}
