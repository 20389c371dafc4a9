package dev.weft.graph.link.listener;

import dev.weft.graph.authorization.Rules;
import dev.weft.graph.cluster.ClusterCells;
import dev.weft.graph.link.cluster.ClusterReader;
import dev.weft.graph.link.reading.Refusals;
import dev.weft.graph.link.reading.Unlinkable;
import dev.weft.graph.link.reading.Unpack;
import dev.weft.graph.link.reading.Where;
import dev.weft.graph.listener.TcpTerminal;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads TCP proxies.
final class TcpReader {
  private static final Refusals UNHEEDED =
      Refusals.of(
          TcpProxy.getDescriptor(),
          "on_demand",
          "metadata_match",
          "tunneling_config",
          "backoff_options",
          "downstream_idle_timeout",
          "upstream_idle_timeout",
          "access_log_options",
          "proxy_protocol_tlvs");

  private final ClusterCells clusters;

  TcpReader(ClusterCells clusters) {
    this.clusters = clusters;
  }

  /// @param byServerName whether the server name that the client asks for names the cluster
  TcpTerminal read(TcpProxy proxy, List<Rules> authorization, boolean byServerName, Where where)
      throws Unlinkable {
    UNHEEDED.check(proxy, where);
    boolean hashed = false;
    for (int i = 0; i < proxy.getHashPolicyCount(); i++) {
      if (!proxy.getHashPolicy(i).hasSourceIp()) {
        throw where.in("hash_policy", i).lacking("hashing anything but the source address");
      }
      hashed = true;
    }
    return new TcpTerminal(
        proxy.getStatPrefix(),
        targets(proxy, where),
        proxy.hasMaxConnectAttempts()
            ? Math.max(1, ClusterReader.most(proxy.getMaxConnectAttempts().getValue()))
            : 1,
        proxy.hasIdleTimeout() ? Unpack.duration(proxy.getIdleTimeout()) : Duration.ofHours(1),
        Unpack.duration(proxy.getMaxDownstreamConnectionDuration()),
        hashed,
        byServerName ? Optional.of(clusters) : Optional.empty(),
        authorization,
        AccessLogReader.read(proxy.getAccessLogList(), where));
  }

  private List<TcpTerminal.Target> targets(TcpProxy proxy, Where where) throws Unlinkable {
    return switch (proxy.getClusterSpecifierCase()) {
      case CLUSTER -> List.of(new TcpTerminal.Target(clusters.cell(proxy.getCluster()), 1));
      case WEIGHTED_CLUSTERS -> {
        Where at = where.in("weighted_clusters");
        List<TcpTerminal.Target> targets = new ArrayList<>();
        long total = 0;
        for (int i = 0; i < proxy.getWeightedClusters().getClustersCount(); i++) {
          var one = proxy.getWeightedClusters().getClusters(i);
          if (one.hasMetadataMatch()) {
            throw at.in("clusters", i)
                .in("metadata_match")
                .lacking("choosing endpoints by metadata");
          }
          long weight = Integer.toUnsignedLong(one.getWeight());
          total += weight;
          targets.add(new TcpTerminal.Target(clusters.cell(one.getName()), weight));
        }
        if (total == 0) {
          throw at.fault("the sum of the weights is 0", "give at least one cluster a weight");
        }
        yield targets;
      }
      case CLUSTERSPECIFIER_NOT_SET ->
          throw where.in("cluster").fault("the proxy names no cluster", "name one");
    };
  }
}
