package dev.weft.compiler.inbound;

import dev.weft.compiler.plan.ChainPlan;
import dev.weft.compiler.plan.ListenerPlan;
import dev.weft.compiler.plan.ListenerPlan.Inspector;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Which first bytes an inbound listener must read, port by port: a server that speaks first would
/// otherwise wait for bytes that never come.
record Inspection(Set<Inspector> inspectors, List<ListenerPlan.Spared> spared) {
  private static final int PORTS = 65_536;

  static Inspection of(List<ChainPlan> chains) {
    Map<Integer, Set<Inspector>> needed = new TreeMap<>();
    for (ChainPlan chain : chains) {
      Set<Inspector> here =
          needed.computeIfAbsent(
              chain.match().destinationPort().orElse(0), none -> EnumSet.noneOf(Inspector.class));
      if (chain.match().transport().equals("tls")) {
        here.add(Inspector.TLS);
      }
      if (chain.match().applicationProtocols().contains("http/1.1")) {
        here.add(Inspector.HTTP);
      }
    }
    Set<Inspector> all = EnumSet.noneOf(Inspector.class);
    needed.values().forEach(all::addAll);
    List<ListenerPlan.Spared> spared = new ArrayList<>();
    all.forEach(inspector -> spare(inspector, needed, spared));
    return new Inspection(all, spared);
  }

  /// The ports that an inspector leaves alone. Ports without chains of their own are treated as the
  /// chains without a port (0) want.
  private static void spare(
      Inspector inspector, Map<Integer, Set<Inspector>> needed, List<ListenerPlan.Spared> into) {
    boolean elsewhere = needed.getOrDefault(0, Set.of()).contains(inspector);
    int next = 1;
    for (Map.Entry<Integer, Set<Inspector>> port : needed.entrySet()) {
      int number = port.getKey();
      if (number == 0) {
        continue;
      }
      boolean here = port.getValue().contains(inspector);
      if (here && !elsewhere && number > next) {
        into.add(new ListenerPlan.Spared(inspector, next, number));
      } else if (!here && elsewhere) {
        into.add(new ListenerPlan.Spared(inspector, number, number + 1));
      }
      next = here ? number + 1 : next;
    }
    if (!elsewhere && next > 1 && next < PORTS) {
      into.add(new ListenerPlan.Spared(inspector, next, PORTS));
    }
  }
}
