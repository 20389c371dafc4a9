package dev.weft.graph.link.cluster;

import dev.weft.graph.cluster.Discovery;
import dev.weft.graph.cluster.Limits;
import dev.weft.graph.cluster.Lookup;
import dev.weft.graph.cluster.Settings;
import dev.weft.graph.cluster.Transports;
import dev.weft.graph.link.filter.FilterReader;
import dev.weft.graph.link.reading.Cells;
import dev.weft.graph.link.reading.Matchers;
import dev.weft.graph.link.reading.Refusals;
import dev.weft.graph.link.reading.Unlinkable;
import dev.weft.graph.link.reading.Unpack;
import dev.weft.graph.link.reading.Where;
import dev.weft.graph.link.tls.TlsReader;
import dev.weft.graph.match.Cidr;
import dev.weft.graph.tls.ClientTls;
import io.envoyproxy.envoy.config.cluster.v3.CircuitBreakers;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.BindConfig;
import io.envoyproxy.envoy.config.core.v3.RoutingPriority;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.core.v3.TcpKeepalive;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.config.core.v3.UpstreamHttpProtocolOptions;
import io.envoyproxy.envoy.extensions.transport_sockets.proxy_protocol.v3.ProxyProtocolUpstreamTransport;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads clusters.
public final class ClusterReader {
  private static final Refusals CLUSTER =
      Refusals.of(
          Cluster.getDescriptor(),
          "lb_subset_config",
          "health_checks",
          "upstream_config",
          "connection_pool_per_downstream_connection",
          "close_connections_on_host_health_failure",
          "typed_dns_resolver_config",
          "lrs_server",
          "lrs_report_endpoint_metrics",
          "track_cluster_stats",
          "preconnect_policy");
  private static final Refusals COMMON =
      Refusals.of(
          Cluster.CommonLbConfig.getDescriptor(),
          "close_connections_on_host_set_change",
          "consistent_hashing_lb_config");
  private static final Refusals BREAKERS =
      Refusals.of(CircuitBreakers.getDescriptor(), "per_host_thresholds");
  private static final Refusals THRESHOLDS =
      Refusals.of(CircuitBreakers.Thresholds.getDescriptor(), "max_connection_pools");
  private static final Refusals BIND =
      Refusals.of(BindConfig.getDescriptor(), "socket_options", "local_address_selector");

  private static final String PROXY_PROTOCOL =
      "envoy.extensions.transport_sockets.proxy_protocol.v3.ProxyProtocolUpstreamTransport";

  private final UpstreamReader upstreams = new UpstreamReader();
  private final TlsReader tls;

  public ClusterReader(Cells cells) {
    tls = new TlsReader(cells);
  }

  public Settings settings(Cluster cluster, Where where) throws Unlinkable {
    refuseUnknown(cluster, where);
    Discovery discovery = discovery(cluster, where);
    PolicyReader.Read policy = PolicyReader.read(cluster, discovery, where);
    return new Settings(
        cluster.getName(),
        cluster.getAltStatName().isEmpty() ? cluster.getName() : cluster.getAltStatName(),
        discovery,
        cluster.getEdsClusterConfig().getServiceName().isEmpty()
            ? cluster.getName()
            : cluster.getEdsClusterConfig().getServiceName(),
        policy.policy(),
        cluster.hasConnectTimeout()
            ? Unpack.duration(cluster.getConnectTimeout())
            : Duration.ofSeconds(5),
        upstreams.read(cluster, where).http(),
        limits(cluster.getCircuitBreakers()),
        cluster.hasOutlierDetection()
            ? Optional.of(
                OutlierReader.read(cluster.getOutlierDetection(), where.in("outlier_detection")))
            : Optional.empty(),
        bind(cluster, where),
        keepAlive(cluster),
        cluster.getCommonLbConfig().hasHealthyPanicThreshold()
            ? cluster.getCommonLbConfig().getHealthyPanicThreshold().getValue()
            : 50,
        policy.localityWeighted(),
        proxyProtocol(cluster, where),
        switch (cluster.getDnsLookupFamily()) {
          case AUTO, UNRECOGNIZED -> Lookup.Family.AUTO;
          case V4_ONLY -> Lookup.Family.V4_ONLY;
          case V6_ONLY -> Lookup.Family.V6_ONLY;
          case V4_PREFERRED -> Lookup.Family.V4_PREFERRED;
          case ALL -> Lookup.Family.ALL;
        },
        cluster.hasDnsRefreshRate()
            ? Unpack.duration(cluster.getDnsRefreshRate())
            : Duration.ofSeconds(5),
        Matchers.metadata(cluster.getMetadata()));
  }

  private static void refuseUnknown(Cluster cluster, Where where) throws Unlinkable {
    if (cluster.getName().isEmpty()) {
      throw where.in("name").fault("the cluster has no name", "name it");
    }
    CLUSTER.check(cluster, where);
    COMMON.check(cluster.getCommonLbConfig(), where, "common_lb_config");
    if (cluster.getCommonLbConfig().hasZoneAwareLbConfig()) {
      PolicyReader.refuseZones(
          cluster.getCommonLbConfig().getZoneAwareLbConfig().getRoutingEnabled(),
          cluster.getCommonLbConfig().getZoneAwareLbConfig().hasRoutingEnabled(),
          where.in("common_lb_config"));
    }
    BREAKERS.check(cluster.getCircuitBreakers(), where, "circuit_breakers");
    for (CircuitBreakers.Thresholds each : cluster.getCircuitBreakers().getThresholdsList()) {
      THRESHOLDS.check(each, where.in("circuit_breakers").in("thresholds"));
    }
    BIND.check(cluster.getUpstreamBindConfig(), where, "upstream_bind_config");
    if (cluster.getFiltersCount() > 0) {
      for (int i = 0; i < cluster.getFiltersCount(); i++) {
        var filter = cluster.getFilters(i);
        if (!FilterReader.knownWithoutEffect(filter.getTypedConfig(), filter.getName())) {
          throw where.in("filters", i).lacking("the upstream filter '" + filter.getName() + "'");
        }
      }
    }
  }

  private static Discovery discovery(Cluster cluster, Where where) throws Unlinkable {
    if (cluster.hasClusterType()) {
      throw where
          .in("cluster_type")
          .lacking("the cluster type '" + cluster.getClusterType().getName() + "'");
    }
    return switch (cluster.getType()) {
      case STATIC -> Discovery.STATIC;
      case STRICT_DNS -> Discovery.STRICT_DNS;
      case LOGICAL_DNS -> Discovery.LOGICAL_DNS;
      case EDS -> Discovery.EDS;
      case ORIGINAL_DST -> Discovery.ORIGINAL_DST;
      case UNRECOGNIZED -> throw where.in("type").lacking("this kind of discovery");
    };
  }

  private static Limits limits(CircuitBreakers breakers) {
    for (CircuitBreakers.Thresholds thresholds : breakers.getThresholdsList()) {
      if (thresholds.getPriority() == RoutingPriority.DEFAULT) {
        Optional<Limits.RetryBudget> budget =
            thresholds.hasRetryBudget()
                ? Optional.of(
                    new Limits.RetryBudget(
                        thresholds.getRetryBudget().hasBudgetPercent()
                            ? thresholds.getRetryBudget().getBudgetPercent().getValue()
                            : 20,
                        thresholds.getRetryBudget().hasMinRetryConcurrency()
                            ? most(thresholds.getRetryBudget().getMinRetryConcurrency().getValue())
                            : 3))
                : Optional.empty();
        return new Limits(
            thresholds.hasMaxConnections() ? most(thresholds.getMaxConnections().getValue()) : 1024,
            thresholds.hasMaxPendingRequests()
                ? most(thresholds.getMaxPendingRequests().getValue())
                : 1024,
            thresholds.hasMaxRequests() ? most(thresholds.getMaxRequests().getValue()) : 1024,
            thresholds.hasMaxRetries() ? most(thresholds.getMaxRetries().getValue()) : 3,
            budget);
      }
    }
    return Limits.DEFAULT;
  }

  public static int most(int unsigned) {
    return unsigned < 0 ? Integer.MAX_VALUE : unsigned;
  }

  private static List<InetSocketAddress> bind(Cluster cluster, Where where) throws Unlinkable {
    BindConfig config = cluster.getUpstreamBindConfig();
    Where at = where.in("upstream_bind_config");
    List<InetSocketAddress> addresses = new ArrayList<>(1);
    if (config.hasSourceAddress()) {
      addresses.add(literal(config.getSourceAddress(), at.in("source_address")));
    }
    for (int i = 0; i < config.getExtraSourceAddressesCount(); i++) {
      addresses.add(
          literal(
              config.getExtraSourceAddresses(i).getAddress(),
              at.in("extra_source_addresses", i).in("address")));
    }
    for (int i = 0; i < config.getAdditionalSourceAddressesCount(); i++) {
      addresses.add(
          literal(config.getAdditionalSourceAddresses(i), at.in("additional_source_addresses", i)));
    }
    return addresses;
  }

  private static InetSocketAddress literal(SocketAddress address, Where at) throws Unlinkable {
    var ip = EndpointReader.socket(address, at);
    var literal =
        Cidr.address(ip.host())
            .orElseThrow(
                () -> at.fault("'" + ip.host() + "' is no IP address", "write an IP address"));
    return new InetSocketAddress(literal, ip.port());
  }

  private static Optional<Settings.TcpKeepAlive> keepAlive(Cluster cluster) {
    if (!cluster.getUpstreamConnectionOptions().hasTcpKeepalive()) {
      return Optional.empty();
    }
    TcpKeepalive keepAlive = cluster.getUpstreamConnectionOptions().getTcpKeepalive();
    return Optional.of(
        new Settings.TcpKeepAlive(
            most(keepAlive.getKeepaliveProbes().getValue()),
            Duration.ofSeconds(most(keepAlive.getKeepaliveTime().getValue())),
            Duration.ofSeconds(most(keepAlive.getKeepaliveInterval().getValue()))));
  }

  private static Optional<Settings.ProxyProtocol> proxyProtocol(Cluster cluster, Where where)
      throws Unlinkable {
    TransportSocket socket = cluster.getTransportSocket();
    if (!Unpack.type(socket.getTypedConfig()).equals(PROXY_PROTOCOL)) {
      return Optional.empty();
    }
    return switch (proxied(socket, where).getConfig().getVersion()) {
      case V1, UNRECOGNIZED -> Optional.of(Settings.ProxyProtocol.V1);
      case V2 -> Optional.of(Settings.ProxyProtocol.V2);
    };
  }

  private static ProxyProtocolUpstreamTransport proxied(TransportSocket socket, Where where)
      throws Unlinkable {
    return Unpack.as(
        socket.getTypedConfig(),
        ProxyProtocolUpstreamTransport.getDefaultInstance(),
        where.in("transport_socket"));
  }

  /// How its endpoints are encrypted to.
  public Transports transports(Cluster cluster, Where where) throws Unlinkable {
    TransportSocket socket = cluster.getTransportSocket();
    if (Unpack.type(socket.getTypedConfig()).equals(PROXY_PROTOCOL)) {
      socket = proxied(socket, where).getTransportSocket();
    }
    UpstreamHttpProtocolOptions auto = upstreams.read(cluster, where).auto();
    Optional<ClientTls> fallback =
        tls.client(socket, "", where).map(client -> automatic(client, auto));
    if (cluster.getTransportSocketMatchesCount() == 0) {
      return fallback.isEmpty() ? Transports.PLAIN : new Transports(List.of(), fallback);
    }
    List<Transports.Match> matches = new ArrayList<>();
    for (int i = 0; i < cluster.getTransportSocketMatchesCount(); i++) {
      Cluster.TransportSocketMatch match = cluster.getTransportSocketMatches(i);
      Where at = where.in("transport_socket_matches", i);
      Map<String, String> labels = new HashMap<>();
      for (var field : match.getMatch().getFieldsMap().entrySet()) {
        if (!field.getValue().hasStringValue()) {
          throw at.in("match").lacking("a label that is no text");
        }
        labels.put(field.getKey(), field.getValue().getStringValue());
      }
      matches.add(
          new Transports.Match(
              match.getName(),
              labels,
              tls.client(match.getTransportSocket(), match.getName(), at)
                  .map(client -> automatic(client, auto))));
    }
    return new Transports(matches, fallback);
  }

  private static ClientTls automatic(ClientTls tls, UpstreamHttpProtocolOptions auto) {
    return new ClientTls(
        tls.name(),
        tls.certificates(),
        tls.validation(),
        tls.alpn(),
        tls.parameters(),
        tls.sni(),
        tls.autoSni() || auto.getAutoSni(),
        tls.autoSan() || auto.getAutoSanValidation());
  }
}
