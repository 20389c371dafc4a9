package dev.weft.capture.service;

import dev.weft.capture.Cidr;
import dev.weft.capture.Family;
import java.util.List;
import java.util.Locale;

/// Writes the chains of kube-proxy's `iptables` mode.
final class TablesWriter {
  /// A rule in one of the kernel's own chains that leads to ours.
  record Jump(String from, String rule) {}

  private static final String NEW = "-m conntrack --ctstate NEW ";

  static final List<Jump> FILTER_JUMPS =
      List.of(
          new Jump(
              "INPUT",
              NEW
                  + comment("kubernetes externally-visible service portals")
                  + "-j KUBE-EXTERNAL-SERVICES"),
          new Jump("INPUT", comment("kubernetes health check service ports") + "-j KUBE-NODEPORTS"),
          new Jump("FORWARD", comment("kubernetes forwarding rules") + "-j KUBE-FORWARD"),
          new Jump("FORWARD", NEW + comment("kubernetes service portals") + "-j KUBE-SERVICES"),
          new Jump(
              "FORWARD",
              NEW
                  + comment("kubernetes externally-visible service portals")
                  + "-j KUBE-EXTERNAL-SERVICES"),
          new Jump("OUTPUT", NEW + comment("kubernetes service portals") + "-j KUBE-SERVICES"));

  static final List<Jump> NAT_JUMPS =
      List.of(
          new Jump("PREROUTING", comment("kubernetes service portals") + "-j KUBE-SERVICES"),
          new Jump("OUTPUT", comment("kubernetes service portals") + "-j KUBE-SERVICES"),
          new Jump("POSTROUTING", comment("kubernetes postrouting rules") + "-j KUBE-POSTROUTING"));

  /// Packets whose source is to become the node's carry this bit.
  private static final String MASQUERADE_MARK = "0x4000";

  private static final String SERVICES = "KUBE-SERVICES";
  private static final String EXTERNAL = "KUBE-EXTERNAL-SERVICES";
  private static final String NODE_PORTS = "KUBE-NODEPORTS";
  private static final String MASQUERADE = "KUBE-MARK-MASQ";
  private static final String POSTROUTING = "KUBE-POSTROUTING";
  private static final String FORWARD = "KUBE-FORWARD";

  private final NodePlace node;
  private final Family family;
  private final Chains filter = new Chains();
  private final Chains nat = new Chains();

  TablesWriter(NodePlace node, Family family) {
    this.node = node;
    this.family = family;
  }

  ServiceTables write(List<ServicePort> ports) {
    List.of(NODE_PORTS, SERVICES, EXTERNAL, FORWARD).forEach(filter::declare);
    List.of(SERVICES, NODE_PORTS, POSTROUTING, MASQUERADE).forEach(nat::declare);
    frame();
    ports.forEach(this::port);
    nat.add(
        SERVICES,
        comment("kubernetes service nodeports; NOTE: this must be the last rule in this chain")
            + "-m addrtype --dst-type LOCAL -j "
            + NODE_PORTS);
    return new ServiceTables(family, filter.all(), nat.all());
  }

  private void frame() {
    String bit = MASQUERADE_MARK + "/" + MASQUERADE_MARK;
    filter.add(FORWARD, "-m conntrack --ctstate INVALID -j DROP");
    filter.add(
        FORWARD, comment("kubernetes forwarding rules") + "-m mark --mark " + bit + " -j ACCEPT");
    filter.add(
        FORWARD,
        comment("kubernetes forwarding conntrack rule")
            + "-m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT");
    nat.add(MASQUERADE, "-j MARK --or-mark " + MASQUERADE_MARK);
    nat.add(POSTROUTING, "-m mark ! --mark " + bit + " -j RETURN");
    // The mark must not count again when the packet passes through another address translation.
    nat.add(POSTROUTING, "-j MARK --xor-mark " + MASQUERADE_MARK);
    nat.add(
        POSTROUTING,
        comment("kubernetes service traffic requiring SNAT") + "-j MASQUERADE --random-fully");
  }

  private void port(ServicePort port) {
    List<Backend> all = port.serving();
    List<Backend> here = port.serving(node.name());
    List<Backend> internal = port.internalLocal() ? here : all;
    List<Backend> external = port.externalLocal() ? here : all;
    if (all.isEmpty()) {
      refuseInside(port, " has no endpoints", "REJECT");
      refuseOutside(port, " has no endpoints", "REJECT");
      return;
    }
    inside(port, internal);
    if (port.addresses().outside()) {
      outside(port, external);
    }
    boolean every = usesAll(port);
    boolean local = usesLocal(port);
    if (every) {
      masqueradeStrangers(port, ChainNames.service(port));
      spread(port, ChainNames.service(port), all);
    }
    if (local && !here.isEmpty()) {
      if (port.internalLocal()) {
        masqueradeStrangers(port, ChainNames.local(port));
      }
      spread(port, ChainNames.local(port), here);
    }
    (every ? all : here).forEach(backend -> endpoint(port, backend));
  }

  private boolean usesAll(ServicePort port) {
    return !port.internalLocal() || port.addresses().outside();
  }

  private static boolean usesLocal(ServicePort port) {
    return port.internalLocal() || (port.externalLocal() && port.addresses().outside());
  }

  private void inside(ServicePort port, List<Backend> internal) {
    if (internal.isEmpty()) {
      refuseInside(port, " has no local endpoints", "DROP");
      return;
    }
    String chain = port.internalLocal() ? ChainNames.local(port) : ChainNames.service(port);
    nat.add(SERVICES, match(port, " cluster IP", cluster(port)) + " -j " + chain);
  }

  private void outside(ServicePort port, List<Backend> external) {
    String chain = ChainNames.external(port);
    for (String address : port.addresses().external()) {
      nat.add(SERVICES, match(port, " external IP", to(port, address)) + " -j " + chain);
    }
    for (String address : port.addresses().balancers()) {
      nat.add(SERVICES, match(port, " loadbalancer IP", to(port, address)) + " -j " + chain);
    }
    if (port.addresses().nodePort() > 0) {
      nat.add(
          NODE_PORTS, match(port, "", "--dport " + port.addresses().nodePort()) + " -j " + chain);
    }
    String all = ChainNames.service(port);
    if (!port.externalLocal()) {
      nat.add(
          chain,
          comment("masquerade traffic for " + port.name() + " external destinations")
              + "-j "
              + MASQUERADE);
      nat.add(chain, "-j " + all);
      return;
    }
    // Pods and the node itself reach every backend, also by an address for outsiders.
    pods()
        .forEach(range ->
            nat.add(
                chain,
                comment("pod traffic for " + port.name() + " external destinations")
                    + "-s "
                    + range
                    + " -j "
                    + all));
    nat.add(
        chain,
        comment("masquerade LOCAL traffic for " + port.name() + " external destinations")
            + "-m addrtype --src-type LOCAL -j "
            + MASQUERADE);
    nat.add(
        chain,
        comment("route LOCAL traffic for " + port.name() + " external destinations")
            + "-m addrtype --src-type LOCAL -j "
            + all);
    if (external.isEmpty()) {
      refuseOutside(port, " has no local endpoints", "DROP");
    } else {
      nat.add(chain, "-j " + ChainNames.local(port));
    }
  }

  private void masqueradeStrangers(ServicePort port, String chain) {
    pods().stream()
        .limit(1)
        .forEach(range ->
            nat.add(
                chain,
                match(port, " cluster IP", cluster(port) + " ! -s " + range)
                    + " -j "
                    + MASQUERADE));
  }

  private List<Cidr> pods() {
    return node.pods().stream().filter(range -> range.family() == family).toList();
  }

  private void spread(ServicePort port, String chain, List<Backend> backends) {
    if (port.affinitySeconds() > 0) {
      for (Backend backend : backends) {
        String to = ChainNames.endpoint(port, backend);
        nat.add(
            chain,
            "%s-m recent --name %s --rcheck --seconds %d --reap -j %s"
                .formatted(towards(port, backend), to, port.affinitySeconds(), to));
      }
    }
    for (int i = 0; i < backends.size(); i++) {
      Backend backend = backends.get(i);
      int left = backends.size() - i;
      String chance =
          left == 1
              ? ""
              : String.format(
                  Locale.ROOT, "-m statistic --mode random --probability %.10f ", 1.0 / left);
      nat.add(chain, towards(port, backend) + chance + "-j " + ChainNames.endpoint(port, backend));
    }
  }

  private void endpoint(ServicePort port, Backend backend) {
    String chain = ChainNames.endpoint(port, backend);
    // A pod that reaches itself by the service's address would otherwise answer itself directly.
    nat.add(
        chain,
        comment(port.name())
            + "-s "
            + backend.address()
            + "/"
            + family.bits()
            + " -j "
            + MASQUERADE);
    String remember = port.affinitySeconds() > 0 ? "-m recent --name " + chain + " --set " : "";
    String word = port.transport().word();
    nat.add(
        chain,
        "%s%s-p %s -m %s -j DNAT --to-destination %s"
            .formatted(comment(port.name()), remember, word, word, backend.target()));
  }

  private void refuseInside(ServicePort port, String why, String target) {
    filter.add(SERVICES, match(port, why, cluster(port)) + " -j " + target);
  }

  private void refuseOutside(ServicePort port, String why, String target) {
    for (String address : port.addresses().external()) {
      filter.add(EXTERNAL, match(port, why, to(port, address)) + " -j " + target);
    }
    for (String address : port.addresses().balancers()) {
      filter.add(EXTERNAL, match(port, why, to(port, address)) + " -j " + target);
    }
    if (port.addresses().nodePort() > 0) {
      filter.add(
          EXTERNAL,
          match(port, why, "-m addrtype --dst-type LOCAL --dport " + port.addresses().nodePort())
              + " -j "
              + target);
    }
  }

  private String cluster(ServicePort port) {
    return to(port, port.addresses().cluster());
  }

  private String to(ServicePort port, String address) {
    return "-d " + address + "/" + family.bits() + " --dport " + port.addresses().number();
  }

  private static String match(ServicePort port, String remark, String where) {
    String word = port.transport().word();
    return comment(port.name() + remark) + "-p " + word + " -m " + word + " " + where;
  }

  private static String towards(ServicePort port, Backend backend) {
    return comment(port.name() + " -> " + backend.target());
  }

  private static String comment(String text) {
    return "-m comment --comment \"" + text + "\" ";
  }
}
