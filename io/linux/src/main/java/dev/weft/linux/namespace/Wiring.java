package dev.weft.linux.namespace;

import dev.weft.capture.Cidr;
import dev.weft.capture.Family;
import java.util.List;
import java.util.Map;

/// Connects namespaces.
public final class Wiring {
  /// Interfaces in the kernel have names of at most 15 characters.
  public static final int NAME_LIMIT = 15;

  private Wiring() {}

  /// One end of a link.
  ///
  /// @param device the interface's name there, at most [#NAME_LIMIT] characters
  public record End(Namespace namespace, String device) {
    public End {
      if (device.isEmpty() || device.length() > NAME_LIMIT) {
        throw new IllegalArgumentException(
            "'" + device + "' is not a name of 1 to " + NAME_LIMIT + " characters");
      }
    }
  }

  /// A cable between two namespaces; both ends are up and have no address yet. It goes when either
  /// namespace goes.
  public static void cable(End one, End other) {
    Ip.outside()
        .line(
            "link add %s netns %s type veth peer name %s netns %s"
                .formatted(one.device(), one.namespace(), other.device(), other.namespace()))
        .apply();
    new Ip(one.namespace()).line("link set " + one.device() + " up").apply();
    new Ip(other.namespace()).line("link set " + other.device() + " up").apply();
  }

  /// A bridge with addresses of its own, `10.1.0.1/16` for instance.
  public static void bridge(End at, List<String> addresses) {
    Ip ip = new Ip(at.namespace()).line("link add " + at.device() + " type bridge forward_delay 0");
    addresses.forEach(address -> ip.line(address(at.device(), address)));
    ip.line("link set " + at.device() + " up").apply();
  }

  /// Plugs an interface into a bridge of its namespace.
  public static void plug(End end, String bridge) {
    new Ip(end.namespace()).line("link set " + end.device() + " master " + bridge).apply();
  }

  /// Gives an interface an address with the length of its network.
  public static void address(End end, String address) {
    new Ip(end.namespace()).line(address(end.device(), address)).apply();
  }

  private static String address(String device, String address) {
    // Duplicate address detection would keep an address of version 6 unusable for a second.
    String now = Family.of(address) == Family.IPV6 ? " nodad" : "";
    return "addr add " + address + " dev " + device + now;
  }

  /// A route to a range by way of an address.
  public static void route(Namespace from, Cidr range, String via) {
    new Ip(from).line("route replace " + range + " via " + via).apply();
  }

  /// Makes a namespace pass packets on, as nodes do, and lets it answer for what is not its own.
  public static void forwarding(Namespace node) {
    node.sysctl(
        Map.of(
            "net.ipv4.ip_forward", "1",
            "net.ipv6.conf.all.forwarding", "1",
            "net.ipv4.conf.all.send_redirects", "0",
            "net.ipv4.conf.default.send_redirects", "0",
            "net.ipv4.conf.all.rp_filter", "0",
            "net.ipv4.conf.default.rp_filter", "0"));
  }

  /// Puts a pod on the bridge of its node: `eth0` in the pod, with its addresses and a default
  /// route by way of the bridge.
  ///
  /// The pod's network is its own address only, so that its packets to pods of the same node pass
  /// the node's tables too. Were they switched by the bridge, answers to connections by a service's
  /// address would miss the node and come from the wrong address.
  ///
  /// @param nodeDevice the interface's name in the node
  /// @param addresses of the pod, without length
  /// @param gateways of the bridge, one of each family
  public static void pod(
      Namespace pod, End nodeDevice, String bridge, List<String> addresses, List<String> gateways) {
    cable(new End(pod, "eth0"), nodeDevice);
    plug(nodeDevice, bridge);
    Ip ip = new Ip(pod);
    for (String address : addresses) {
      ip.line(address("eth0", address + "/" + Family.of(address).bits()));
    }
    for (String gateway : gateways) {
      String everything = Family.of(gateway) == Family.IPV6 ? "::/0" : "0.0.0.0/0";
      ip.line("route add " + gateway + " dev eth0");
      ip.line("route add " + everything + " via " + gateway + " dev eth0");
    }
    ip.apply();
    pod.sysctl(
        Map.of(
            "net.ipv4.conf.all.accept_redirects", "0",
            "net.ipv4.conf.eth0.accept_redirects", "0",
            // Any user may listen on any port of its own pod.
            "net.ipv4.ip_unprivileged_port_start", "0"));
    // The bridge's ports see packets come back through the port that they came from.
    new Ip(nodeDevice.namespace())
        .line("link set " + nodeDevice.device() + " type bridge_slave hairpin on")
        .apply();
  }
}
