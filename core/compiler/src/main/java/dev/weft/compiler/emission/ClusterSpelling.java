package dev.weft.compiler.emission;

import com.google.protobuf.Struct;
import com.google.protobuf.UInt64Value;
import dev.weft.compiler.plan.CertificateSource;
import dev.weft.compiler.plan.ClientTlsPlan;
import dev.weft.compiler.plan.ClusterPlan;
import dev.weft.compiler.plan.LimitsPlan;
import dev.weft.compiler.plan.OutlierPlan;
import io.envoyproxy.envoy.config.cluster.v3.CircuitBreakers;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.cluster.v3.OutlierDetection;
import io.envoyproxy.envoy.config.cluster.v3.UpstreamConnectionOptions;
import io.envoyproxy.envoy.config.core.v3.BindConfig;
import io.envoyproxy.envoy.config.core.v3.ExtraSourceAddress;
import io.envoyproxy.envoy.config.core.v3.Http1ProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.Http2ProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.core.v3.TcpKeepalive;
import io.envoyproxy.envoy.config.core.v3.UpstreamHttpProtocolOptions;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions.ExplicitHttpConfig;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions.UseDownstreamHttpConfig;
import io.envoyproxy.envoy.type.v3.Percent;
import java.util.Optional;
import java.util.OptionalInt;

/// Clusters.
final class ClusterSpelling {
  /// As istiod says "no limit": the largest 32-bit number.
  private static final int UNLIMITED = -1;

  private ClusterSpelling() {}

  /// @param weighted whether localities of the cluster's endpoints carry weights
  static Cluster of(ClusterPlan plan, boolean weighted) {
    Cluster.Builder cluster =
        Cluster.newBuilder()
            .setName(plan.name())
            .setConnectTimeout(Spelling.duration(plan.connectTimeout()));
    balancing(plan.balancing(), cluster);
    discovery(plan, cluster);
    limits(plan.limits(), cluster);
    panic(plan, weighted, cluster);
    plan.outlier().ifPresent(outlier -> cluster.setOutlierDetection(outlier(outlier)));
    protocol(plan)
        .ifPresent(options ->
            cluster.putTypedExtensionProtocolOptions(
                "envoy.extensions.upstreams.http.v3.HttpProtocolOptions", Spelling.pack(options)));
    tls(plan.tls(), cluster);
    Marks.of(plan.rule(), plan.services()).ifPresent(cluster::setMetadata);
    return cluster.build();
  }

  private static void discovery(ClusterPlan plan, Cluster.Builder cluster) {
    switch (plan.discovery()) {
      case ClusterPlan.Sent sent ->
          cluster
              .setType(Cluster.DiscoveryType.EDS)
              .setEdsClusterConfig(
                  Cluster.EdsClusterConfig.newBuilder()
                      .setEdsConfig(Spelling.sameStream())
                      .setServiceName(plan.name()));
      case ClusterPlan.Fixed fixed -> {
        cluster.setType(Cluster.DiscoveryType.STATIC);
        if (!fixed.groups().isEmpty()) {
          cluster.setLoadAssignment(EndpointSpelling.of(plan.name(), fixed.groups()));
        }
      }
      case ClusterPlan.Resolved resolved ->
          cluster
              .setType(
                  resolved.every()
                      ? Cluster.DiscoveryType.STRICT_DNS
                      : Cluster.DiscoveryType.LOGICAL_DNS)
              .setDnsRefreshRate(Spelling.duration(resolved.refresh()))
              .setRespectDnsTtl(true)
              .setDnsLookupFamily(
                  switch (resolved.lookup()) {
                    case IPV4 -> Cluster.DnsLookupFamily.V4_ONLY;
                    case IPV6 -> Cluster.DnsLookupFamily.V6_ONLY;
                    case BOTH -> Cluster.DnsLookupFamily.ALL;
                  })
              .setLoadAssignment(EndpointSpelling.of(plan.name(), resolved.groups()));
      case ClusterPlan.OriginalDestination original -> {
        cluster
            .setType(Cluster.DiscoveryType.ORIGINAL_DST)
            .setLbPolicy(Cluster.LbPolicy.CLUSTER_PROVIDED)
            .clearLbConfig();
        if (!original.sources().isEmpty()) {
          BindConfig.Builder from =
              BindConfig.newBuilder().setSourceAddress(anyPort(original.sources().getFirst()));
          original.sources().stream()
              .skip(1)
              .forEach(more ->
                  from.addExtraSourceAddresses(
                      ExtraSourceAddress.newBuilder().setAddress(anyPort(more))));
          cluster.setUpstreamBindConfig(from);
        }
      }
    }
  }

  private static SocketAddress anyPort(String address) {
    return SocketAddress.newBuilder().setAddress(address).setPortValue(0).build();
  }

  private static void balancing(ClusterPlan.LoadBalancing balancing, Cluster.Builder cluster) {
    switch (balancing) {
      case ClusterPlan.LeastRequest least -> cluster.setLbPolicy(Cluster.LbPolicy.LEAST_REQUEST);
      case ClusterPlan.RoundRobin robin -> cluster.setLbPolicy(Cluster.LbPolicy.ROUND_ROBIN);
      case ClusterPlan.Random random -> cluster.setLbPolicy(Cluster.LbPolicy.RANDOM);
      case ClusterPlan.RingHash ring ->
          cluster
              .setLbPolicy(Cluster.LbPolicy.RING_HASH)
              .setRingHashLbConfig(
                  Cluster.RingHashLbConfig.newBuilder()
                      .setMinimumRingSize(UInt64Value.of(ring.minimumSize())));
      case ClusterPlan.Maglev maglev ->
          cluster
              .setLbPolicy(Cluster.LbPolicy.MAGLEV)
              .setMaglevLbConfig(
                  Cluster.MaglevLbConfig.newBuilder()
                      .setTableSize(UInt64Value.of(maglev.tableSize())));
    }
  }

  private static void panic(ClusterPlan plan, boolean weighted, Cluster.Builder cluster) {
    if (plan.discovery() instanceof ClusterPlan.OriginalDestination) {
      return;
    }
    int healthy = plan.outlier().map(OutlierPlan::minHealthPercent).orElse(0);
    Cluster.CommonLbConfig.Builder common =
        Cluster.CommonLbConfig.newBuilder()
            .setHealthyPanicThreshold(Percent.newBuilder().setValue(healthy));
    if (weighted) {
      common.setLocalityWeightedLbConfig(
          Cluster.CommonLbConfig.LocalityWeightedLbConfig.getDefaultInstance());
    }
    cluster.setCommonLbConfig(common);
  }

  private static void limits(LimitsPlan limits, Cluster.Builder cluster) {
    CircuitBreakers.Thresholds.Builder thresholds =
        CircuitBreakers.Thresholds.newBuilder()
            .setMaxConnections(Spelling.number(limits.maxConnections().orElse(UNLIMITED)))
            .setMaxPendingRequests(Spelling.number(limits.maxPendingRequests().orElse(UNLIMITED)))
            .setMaxRequests(Spelling.number(limits.maxRequests().orElse(UNLIMITED)))
            .setMaxRetries(Spelling.number(limits.maxRetries().orElse(UNLIMITED)))
            .setTrackRemaining(true);
    limits
        .retryBudget()
        .ifPresent(budget ->
            thresholds.setRetryBudget(
                CircuitBreakers.Thresholds.RetryBudget.newBuilder()
                    .setBudgetPercent(Percent.newBuilder().setValue(budget.percent()))
                    .setMinRetryConcurrency(Spelling.number(budget.minimumConcurrency()))));
    cluster.setCircuitBreakers(CircuitBreakers.newBuilder().addThresholds(thresholds));
    limits
        .keepalive()
        .ifPresent(keepalive ->
            cluster.setUpstreamConnectionOptions(
                UpstreamConnectionOptions.newBuilder().setTcpKeepalive(keepalive(keepalive))));
  }

  private static TcpKeepalive keepalive(LimitsPlan.Keepalive plan) {
    TcpKeepalive.Builder keepalive = TcpKeepalive.newBuilder();
    if (plan.probes() > 0) {
      keepalive.setKeepaliveProbes(Spelling.number(plan.probes()));
    }
    if (!plan.time().isZero()) {
      keepalive.setKeepaliveTime(Spelling.number((int) plan.time().toSeconds()));
    }
    if (!plan.interval().isZero()) {
      keepalive.setKeepaliveInterval(Spelling.number((int) plan.interval().toSeconds()));
    }
    return keepalive.build();
  }

  /// What is absent in the plan is switched off, as Envoy would otherwise apply its own numbers.
  private static OutlierDetection outlier(OutlierPlan plan) {
    OutlierDetection.Builder outlier =
        OutlierDetection.newBuilder()
            .setEnforcingSuccessRate(Spelling.number(0))
            .setEnforcingConsecutive5Xx(enforcing(plan.consecutive5xx()))
            .setEnforcingConsecutiveGatewayFailure(enforcing(plan.consecutiveGatewayErrors()))
            .setInterval(Spelling.duration(plan.interval()))
            .setBaseEjectionTime(Spelling.duration(plan.baseEjection()))
            .setMaxEjectionPercent(Spelling.number(plan.maxEjectionPercent()));
    plan.consecutive5xx().ifPresent(count -> outlier.setConsecutive5Xx(Spelling.number(count)));
    plan.consecutiveGatewayErrors()
        .ifPresent(count -> outlier.setConsecutiveGatewayFailure(Spelling.number(count)));
    if (plan.splitLocalOrigin()) {
      outlier
          .setSplitExternalLocalOriginErrors(true)
          .setEnforcingLocalOriginSuccessRate(Spelling.number(0))
          .setEnforcingConsecutiveLocalOriginFailure(enforcing(plan.consecutiveLocalFailures()));
      plan.consecutiveLocalFailures()
          .ifPresent(count -> outlier.setConsecutiveLocalOriginFailure(Spelling.number(count)));
    }
    return outlier.build();
  }

  private static com.google.protobuf.UInt32Value enforcing(OptionalInt count) {
    return Spelling.number(count.orElse(0) > 0 ? 100 : 0);
  }

  private static Optional<HttpProtocolOptions> protocol(ClusterPlan plan) {
    HttpProtocolOptions.Builder options = HttpProtocolOptions.newBuilder();
    LimitsPlan limits = plan.limits();
    io.envoyproxy.envoy.config.core.v3.HttpProtocolOptions.Builder common =
        io.envoyproxy.envoy.config.core.v3.HttpProtocolOptions.newBuilder();
    limits.idleTimeout().ifPresent(idle -> common.setIdleTimeout(Spelling.duration(idle)));
    limits
        .maxConnectionDuration()
        .ifPresent(longest -> common.setMaxConnectionDuration(Spelling.duration(longest)));
    limits
        .maxRequestsPerConnection()
        .ifPresent(most -> common.setMaxRequestsPerConnection(Spelling.number(most)));
    boolean bounded =
        limits.idleTimeout().isPresent()
            || limits.maxConnectionDuration().isPresent()
            || limits.maxRequestsPerConnection().isPresent();
    if (bounded) {
      options.setCommonHttpProtocolOptions(common);
    }
    Optional<ClientTlsPlan> named = tls(plan.tls()).filter(ClientTlsPlan::fromAuthority);
    named.ifPresent(tls ->
        options.setUpstreamHttpProtocolOptions(
            UpstreamHttpProtocolOptions.newBuilder()
                .setAutoSni(true)
                .setAutoSanValidation(!(tls.authority() instanceof CertificateSource.None))));
    boolean usual =
        plan.protocol() == ClusterPlan.UpstreamProtocol.HTTP1 && !bounded && named.isEmpty();
    if (usual) {
      return Optional.empty();
    }
    Http2ProtocolOptions.Builder two = Http2ProtocolOptions.newBuilder();
    limits
        .maxConcurrentStreams()
        .ifPresent(most -> two.setMaxConcurrentStreams(Spelling.number(most)));
    switch (plan.protocol()) {
      case HTTP1 ->
          options.setExplicitHttpConfig(
              ExplicitHttpConfig.newBuilder()
                  .setHttpProtocolOptions(Http1ProtocolOptions.getDefaultInstance()));
      case HTTP2 ->
          options.setExplicitHttpConfig(
              ExplicitHttpConfig.newBuilder().setHttp2ProtocolOptions(two));
      case AS_CLIENT ->
          options.setUseDownstreamProtocolConfig(
              UseDownstreamHttpConfig.newBuilder()
                  .setHttpProtocolOptions(Http1ProtocolOptions.getDefaultInstance())
                  .setHttp2ProtocolOptions(two));
    }
    return Optional.of(options.build());
  }

  private static Optional<ClientTlsPlan> tls(ClusterPlan.UpstreamTls tls) {
    return switch (tls) {
      case ClusterPlan.Plain plain -> Optional.empty();
      case ClusterPlan.Always always -> Optional.of(always.tls());
      case ClusterPlan.WhereMeshed meshed -> Optional.of(meshed.tls());
    };
  }

  private static void tls(ClusterPlan.UpstreamTls tls, Cluster.Builder cluster) {
    switch (tls) {
      case ClusterPlan.Plain plain -> {}
      case ClusterPlan.Always always ->
          cluster.setTransportSocket(TlsSpelling.client(always.tls()));
      case ClusterPlan.WhereMeshed meshed ->
          cluster
              .addTransportSocketMatches(
                  Cluster.TransportSocketMatch.newBuilder()
                      .setName("tlsMode-istio")
                      .setMatch(Struct.newBuilder().putFields("tlsMode", Marks.text("istio")))
                      .setTransportSocket(TlsSpelling.client(meshed.tls())))
              .addTransportSocketMatches(
                  Cluster.TransportSocketMatch.newBuilder()
                      .setName("tlsMode-disabled")
                      .setMatch(Struct.getDefaultInstance())
                      .setTransportSocket(TlsSpelling.plain()));
    }
  }
}
