package dev.weft.graph.listener;

import dev.weft.graph.authorization.Rules;
import dev.weft.graph.authorization.Subject;
import dev.weft.graph.cluster.Cluster;
import dev.weft.graph.cluster.ClusterCell;
import dev.weft.graph.cluster.ClusterCells;
import dev.weft.graph.exchange.Arrival;
import dev.weft.graph.exchange.Peer;
import dev.weft.graph.exchange.ResponseFlag;
import dev.weft.graph.match.Cidr;
import dev.weft.graph.match.XxHash;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// TCP: where connections go. A duration of zero means none.
///
/// @param targets by weight; one for a plain cluster
/// @param authorization who may connect
/// @param hashSourceIp whether endpoints are chosen by the client's address
/// @param byServerName where the cluster is looked up that has the name of the server that a TLS
///   client asks for; empty when `targets` alone count
public record TcpTerminal(
    String statPrefix,
    List<Target> targets,
    int maxConnectAttempts,
    Duration idleTimeout,
    Duration maxConnectionDuration,
    boolean hashSourceIp,
    Optional<ClusterCells> byServerName,
    List<Rules> authorization,
    List<AccessLog> accessLogs)
    implements Terminal {
  public TcpTerminal {
    targets = List.copyOf(targets);
    authorization = List.copyOf(authorization);
    accessLogs = List.copyOf(accessLogs);
  }

  public record Target(ClusterCell cluster, long weight) {}

  /// What becomes of a connection.
  public sealed interface TcpDecision {
    /// @param hash chooses among endpoints when `hashed`
    record TcpForward(Cluster cluster, long hash, boolean hashed) implements TcpDecision {}

    /// Close it.
    record TcpRefuse(ResponseFlag flag, String details) implements TcpDecision {}
  }

  /// Decides about one connection.
  public TcpDecision decide(Peer peer, Arrival arrival, RandomGenerator random) {
    for (Rules rules : authorization) {
      Optional<String> refusal =
          rules.refusal(new Subject(Optional.empty(), peer, arrival, arrival.remote()));
      if (refusal.isPresent()) {
        return new TcpDecision.TcpRefuse(ResponseFlag.UAEX, refusal.get());
      }
    }
    Cluster cluster =
        byServerName.isPresent() && !peer.serverName().isEmpty()
            ? byServerName.get().find(peer.serverName())
            : choose(random).orNull();
    if (cluster == null) {
      return new TcpDecision.TcpRefuse(ResponseFlag.NC, "cluster_not_found");
    }
    InetAddress ip = arrival.remote().getAddress();
    return hashSourceIp && ip != null
        ? new TcpDecision.TcpForward(cluster, XxHash.of(Cidr.text(ip)), true)
        : new TcpDecision.TcpForward(cluster, 0, false);
  }

  private ClusterCell choose(RandomGenerator random) {
    if (targets.size() == 1) {
      return targets.get(0).cluster();
    }
    long total = 0;
    for (Target target : targets) {
      total += target.weight();
    }
    long point = Long.remainderUnsigned(random.nextLong(), total);
    for (Target target : targets) {
      point -= target.weight();
      if (point < 0) {
        return target.cluster();
      }
    }
    return targets.get(targets.size() - 1).cluster();
  }
}
