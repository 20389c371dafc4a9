package dev.weft.lab.cluster.node;

import dev.weft.capture.Family;
import dev.weft.capture.service.NodePlace;
import dev.weft.capture.service.ServicePort;
import dev.weft.capture.service.ServiceTables;
import dev.weft.linux.command.LinuxFailure;
import dev.weft.linux.namespace.Namespace;
import dev.weft.linux.tables.Flows;
import dev.weft.linux.tables.Iptables;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;

/// Keeps the tables of one node and one family, as kube-proxy does.
final class NodeTables {
  private final Namespace namespace;
  private final NodePlace place;
  private final Family family;
  private final PrintStream log;
  private Optional<Iptables> iptables = Optional.empty();
  private Optional<ServiceTables> applied = Optional.empty();
  private List<ServicePort> ports = List.of();

  NodeTables(Namespace namespace, NodePlace place, Family family, PrintStream log) {
    this.namespace = namespace;
    this.place = place;
    this.family = family;
    this.log = log;
  }

  /// Applies what the services need now. After a failure everything is written anew, because nobody
  /// knows what is there.
  ///
  /// @return whether it was done; a node that is down is done too
  boolean apply(List<ServicePort> wanted) {
    if (!namespace.exists()) {
      applied = Optional.empty();
      iptables = Optional.empty();
      return true;
    }
    try {
      Iptables kernel = kernel();
      ServiceTables tables = ServiceTables.of(wanted, place, family);
      String text =
          applied.isPresent()
              ? tables.since(applied.orElseThrow())
              : tables.over(kernel.save(family));
      kernel.restore(family, text);
      new Flows(namespace).forget(ServiceTables.stale(ports, wanted));
      applied = Optional.of(tables);
      ports = wanted;
      return true;
    } catch (LinuxFailure failed) {
      log.println("node " + place.name() + ": " + failed.problem());
      applied = Optional.empty();
      return false;
    }
  }

  private Iptables kernel() {
    Iptables kernel = iptables.orElseGet(() -> Iptables.in(namespace));
    iptables = Optional.of(kernel);
    return kernel;
  }
}
