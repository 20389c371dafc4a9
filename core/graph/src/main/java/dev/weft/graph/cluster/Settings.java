package dev.weft.graph.cluster;

import dev.weft.graph.cluster.endpoint.Outliers;
import dev.weft.graph.match.Metadata;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What a cluster's resource says of connections, limits and balancing.
///
/// @param altStatName what statistics call the cluster
/// @param bind the source addresses of upstream connections: the first of the endpoint's family,
///   else the first; empty leaves the choice to the system
/// @param family of addresses that names are resolved to
/// @param keepAlive whether TCP keep-alive is on, and how
/// @param panicThresholdPercent of healthy endpoints below which health is ignored
public record Settings(
    String name,
    String altStatName,
    Discovery discovery,
    String edsName,
    Policy policy,
    Duration connectTimeout,
    HttpUpstream http,
    Limits limits,
    Optional<Outliers> outliers,
    List<InetSocketAddress> bind,
    Optional<TcpKeepAlive> keepAlive,
    double panicThresholdPercent,
    boolean localityWeighted,
    Optional<ProxyProtocol> proxyProtocol,
    Lookup.Family family,
    Duration dnsRefresh,
    Metadata metadata) {
  public Settings {
    bind = List.copyOf(bind);
  }

  /// Zero or empty durations leave the system's own.
  public record TcpKeepAlive(int probes, Duration time, Duration interval) {}

  /// Which PROXY protocol header precedes the bytes.
  public enum ProxyProtocol {
    V1,
    V2
  }
}
