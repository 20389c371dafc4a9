package dev.weft.graph.link;

import dev.weft.graph.cluster.ClusterCell;
import dev.weft.graph.link.reading.Cells;
import dev.weft.graph.listener.Chain;
import dev.weft.graph.listener.HttpTerminal;
import dev.weft.graph.listener.TcpTerminal;
import dev.weft.graph.route.Action;
import dev.weft.graph.route.RouteEntry;
import dev.weft.graph.route.RouteTable;
import dev.weft.graph.route.VirtualHost;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Forgets live cells that nothing refers to any more, once there are enough of them to matter.
final class Sweep {
  /// So many idle cells may pile up before anyone looks.
  private static final int TOLERATED = 1024;

  private Sweep() {}

  static void run(Cells cells, Parts parts) {
    long absent = cells.clusters().all().size() - (long) parts.clusters().entries().size();
    long idleRoutes = cells.routes().size() - (long) parts.routes().entries().size();
    if (absent < TOLERATED && idleRoutes < TOLERATED) {
      return;
    }
    Set<ClusterCell> clusters = new HashSet<>();
    Set<String> routes = new HashSet<>(parts.routes().entries().keySet());
    parts.routes().values().forEach(read -> collect(read.table(), clusters));
    for (Parts.LinkedListener linked : parts.listeners().values()) {
      linked.inline().values().forEach(read -> collect(read.table(), clusters));
      List<Chain> chains = new ArrayList<>(linked.listener().chains().all());
      linked.listener().chains().fallback().ifPresent(chains::add);
      for (Chain chain : chains) {
        switch (chain.terminal()) {
          case HttpTerminal http -> routes.add(http.router().routes().name());
          case TcpTerminal tcp -> tcp.targets().forEach(target -> clusters.add(target.cluster()));
        }
      }
    }
    cells.clusters().retain(clusters);
    cells.routes().keySet().retainAll(routes);
  }

  private static void collect(RouteTable table, Set<ClusterCell> clusters) {
    for (VirtualHost host : table.hosts()) {
      for (RouteEntry entry : host.routes()) {
        if (entry.action() instanceof Action.Send send) {
          send.mirrors().forEach(shadow -> clusters.add(shadow.cluster()));
          switch (send.destination()) {
            case Action.Destination.One one -> clusters.add(one.cluster());
            case Action.Destination.Weighted weighted ->
                weighted.shares().forEach(share -> clusters.add(share.cluster()));
            case Action.Destination.Named named -> {}
          }
        }
      }
    }
  }
}
