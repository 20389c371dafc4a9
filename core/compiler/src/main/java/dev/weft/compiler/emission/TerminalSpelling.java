package dev.weft.compiler.emission;

import com.google.protobuf.BoolValue;
import dev.weft.compiler.plan.AccessLogPlan;
import dev.weft.compiler.plan.AuthorizationPlan;
import dev.weft.compiler.plan.ChainPlan;
import dev.weft.compiler.plan.ListenerPlan;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.ForwardClientCertDetails;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.ServerHeaderTransformation;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.Rds;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import io.envoyproxy.envoy.type.v3.HashPolicy;
import java.util.List;
import java.util.Optional;

/// The network filter at the end of a chain.
final class TerminalSpelling {
  /// A cluster without endpoints: a connection to it is closed at once.
  private static final String NOWHERE = "BlackHoleCluster";

  private TerminalSpelling() {}

  static Filter http(
      ChainPlan.Http plan,
      List<AuthorizationPlan.Gate> gates,
      ListenerPlan.Direction direction,
      Optional<AccessLogPlan> log) {
    HttpConnectionManager.Builder manager =
        HttpConnectionManager.newBuilder()
            .setCodecType(HttpConnectionManager.CodecType.AUTO)
            .setStatPrefix(plan.statPrefix())
            .setNormalizePath(BoolValue.of(true))
            .setUseRemoteAddress(BoolValue.of(plan.useRemoteAddress()))
            .setStreamIdleTimeout(com.google.protobuf.Duration.getDefaultInstance())
            .addAllHttpFilters(FilterSpelling.filters(gates, direction));
    switch (plan.routes()) {
      case ChainPlan.Named named ->
          manager.setRds(
              Rds.newBuilder()
                  .setConfigSource(Spelling.sameStream())
                  .setRouteConfigName(named.routeTable()));
      case ChainPlan.Inline inline -> manager.setRouteConfig(RouteSpelling.of(inline.routeTable()));
    }
    clientCertificate(plan, manager);
    if (plan.serverName().isEmpty()) {
      manager.setServerHeaderTransformation(ServerHeaderTransformation.PASS_THROUGH);
    } else {
      manager
          .setServerName(plan.serverName())
          .setServerHeaderTransformation(
              direction == ListenerPlan.Direction.INBOUND
                  ? ServerHeaderTransformation.APPEND_IF_ABSENT
                  : ServerHeaderTransformation.OVERWRITE);
    }
    if (plan.websocket()) {
      manager.addUpgradeConfigs(
          HttpConnectionManager.UpgradeConfig.newBuilder().setUpgradeType("websocket"));
    }
    log.ifPresent(wanted -> manager.addAccessLog(AccessLogSpelling.of(wanted)));
    return Filter.newBuilder()
        .setName("envoy.filters.network.http_connection_manager")
        .setTypedConfig(Spelling.pack(manager.build()))
        .build();
  }

  private static void clientCertificate(
      ChainPlan.Http plan, HttpConnectionManager.Builder manager) {
    switch (plan.clientCertificate()) {
      case SANITIZE -> manager.setForwardClientCertDetails(ForwardClientCertDetails.SANITIZE);
      case APPEND_FORWARD ->
          manager
              .setForwardClientCertDetails(ForwardClientCertDetails.APPEND_FORWARD)
              .setSetCurrentClientCertDetails(details());
      case SANITIZE_SET ->
          manager
              .setForwardClientCertDetails(ForwardClientCertDetails.SANITIZE_SET)
              .setSetCurrentClientCertDetails(details());
    }
  }

  private static HttpConnectionManager.SetCurrentClientCertDetails details() {
    return HttpConnectionManager.SetCurrentClientCertDetails.newBuilder()
        .setSubject(BoolValue.of(true))
        .setUri(true)
        .setDns(true)
        .build();
  }

  static Filter tcp(ChainPlan.Tcp plan, Optional<AccessLogPlan> log) {
    TcpProxy.Builder proxy =
        TcpProxy.newBuilder()
            .setStatPrefix(plan.statPrefix())
            .setIdleTimeout(Spelling.duration(plan.idleTimeout()));
    switch (plan.clusters().size()) {
      case 0 -> proxy.setCluster(NOWHERE);
      case 1 -> proxy.setCluster(plan.clusters().getFirst().cluster());
      default -> {
        TcpProxy.WeightedCluster.Builder weighted = TcpProxy.WeightedCluster.newBuilder();
        plan.clusters().stream()
            .filter(cluster -> cluster.weight() > 0)
            .forEach(cluster ->
                weighted.addClusters(
                    TcpProxy.WeightedCluster.ClusterWeight.newBuilder()
                        .setName(cluster.cluster())
                        .setWeight(cluster.weight())));
        proxy.setWeightedClusters(weighted);
      }
    }
    if (plan.hashBySource()) {
      proxy.addHashPolicy(
          HashPolicy.newBuilder().setSourceIp(HashPolicy.SourceIp.getDefaultInstance()));
    }
    log.ifPresent(wanted -> proxy.addAccessLog(AccessLogSpelling.of(wanted)));
    return Filter.newBuilder()
        .setName("envoy.filters.network.tcp_proxy")
        .setTypedConfig(Spelling.pack(proxy.build()))
        .build();
  }
}
