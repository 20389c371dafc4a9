package dev.weft.capture.service;

import dev.weft.capture.Family;
import dev.weft.capture.TableText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The service tables of one node, and how to get there from what the kernel has.
///
/// Applied as one transaction a table, in which only chains that differ are rewritten; connections
/// that exist keep their backend, because the kernel asks the `nat` table for the first packet of a
/// connection only.
///
/// @param filter chains of the table `filter`, by name
/// @param nat chains of the table `nat`, by name
public record ServiceTables(
    Family family, Map<String, List<String>> filter, Map<String, List<String>> nat) {
  private static final Pattern TABLE = Pattern.compile("\\*(\\w+)");
  private static final Pattern CHAIN = Pattern.compile(":(KUBE-\\S+) .*");
  private static final Pattern JUMP = Pattern.compile("-A ((?!KUBE-)\\S+) (.*-j KUBE-\\S+.*)");

  /// The tables that ports need on a node.
  public static ServiceTables of(List<ServicePort> ports, NodePlace node, Family family) {
    return new TablesWriter(node, family).write(ports);
  }

  /// What `iptables-restore --noflush` reads to get here from other tables that we applied before;
  /// empty when nothing differs.
  public String since(ServiceTables earlier) {
    TableText text = new TableText();
    difference("filter", filter, earlier.filter, text);
    difference("nat", nat, earlier.nat, text);
    return text.text();
  }

  private static void difference(
      String table,
      Map<String, List<String>> chains,
      Map<String, List<String>> earlier,
      TableText text) {
    chains.forEach((chain, rules) -> {
      if (!rules.equals(earlier.get(chain))) {
        text.chain(table, chain);
        rules.forEach(rule -> text.append(table, chain, rule));
      }
    });
    earlier.keySet().stream()
        .filter(chain -> !chains.containsKey(chain))
        .forEach(chain -> text.drop(table, chain));
  }

  /// What `iptables-restore --noflush` reads to get here from whatever the kernel has, such as the
  /// tables of a process that died: chains of the same names are rewritten, other `KUBE-` chains
  /// go, and the jumps from the kernel's own chains are made anew.
  ///
  /// @param saved what `iptables-save` printed
  public String over(String saved) {
    TableText text = new TableText();
    removal(saved, text);
    write("filter", filter, TablesWriter.FILTER_JUMPS, text);
    write("nat", nat, TablesWriter.NAT_JUMPS, text);
    return text.text();
  }

  private static void write(
      String table,
      Map<String, List<String>> chains,
      List<TablesWriter.Jump> jumps,
      TableText text) {
    chains.keySet().forEach(chain -> text.chain(table, chain));
    for (int i = jumps.size() - 1; i >= 0; i--) {
      text.insert(table, jumps.get(i).from(), 1, jumps.get(i).rule());
    }
    chains.forEach((chain, rules) -> rules.forEach(rule -> text.append(table, chain, rule)));
  }

  /// What takes every service table away; empty when there is none.
  ///
  /// @param saved what `iptables-save` printed
  public static String removal(String saved) {
    TableText text = new TableText();
    removal(saved, text);
    return text.text();
  }

  private static void removal(String saved, TableText text) {
    String table = "";
    for (String line : saved.lines().toList()) {
      Matcher start = TABLE.matcher(line);
      Matcher chain = CHAIN.matcher(line);
      Matcher jump = JUMP.matcher(line);
      if (start.matches()) {
        table = start.group(1);
      } else if (!table.equals("filter") && !table.equals("nat")) {
        continue;
      } else if (chain.matches()) {
        text.drop(table, chain.group(1));
      } else if (jump.matches()) {
        text.delete(table, jump.group(1), jump.group(2));
      }
    }
  }

  /// Flows without connections (UDP) that the kernel would go on sending to backends that are gone:
  /// their entries have to be deleted after the tables were applied.
  ///
  /// @param address where the client sends
  /// @param backend where that went
  public record StaleFlow(String address, int port, String backend) {}

  /// The stale flows when one list of ports replaces another. A port that had no backend had its
  /// packets refused and leaves none.
  public static List<StaleFlow> stale(List<ServicePort> earlier, List<ServicePort> now) {
    Map<String, Set<String>> serving = new LinkedHashMap<>();
    for (ServicePort port : now) {
      Set<String> targets = new HashSet<>();
      port.serving().forEach(backend -> targets.add(backend.address()));
      serving.put(port.name() + port.addresses().cluster(), targets);
    }
    List<StaleFlow> stale = new ArrayList<>();
    for (ServicePort port : earlier) {
      if (port.transport() != Transport.UDP) {
        continue;
      }
      Set<String> targets =
          serving.getOrDefault(port.name() + port.addresses().cluster(), Set.of());
      for (Backend backend : port.serving()) {
        if (!targets.contains(backend.address())) {
          addresses(port)
              .forEach(address ->
                  stale.add(new StaleFlow(address, port.addresses().number(), backend.address())));
        }
      }
    }
    return stale;
  }

  private static List<String> addresses(ServicePort port) {
    List<String> addresses = new ArrayList<>(List.of(port.addresses().cluster()));
    addresses.addAll(port.addresses().external());
    addresses.addAll(port.addresses().balancers());
    return addresses;
  }
}
