package dev.weft.world.rules;

import dev.weft.api.Resource;
import dev.weft.api.destinationrule.ConnectionPoolSettings;
import dev.weft.api.destinationrule.LocalityLoadBalancerSetting;
import dev.weft.api.destinationrule.OutlierDetection;
import dev.weft.api.meshconfig.MeshConfig;
import dev.weft.api.virtualservice.HttpRetry;
import dev.weft.model.TrustDomain;
import dev.weft.world.registry.Catalog;
import dev.weft.world.registry.RegistrySettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The mesh-wide settings that Weft follows, from `MeshConfig` or its defaults.
///
/// @param identity trust domain and its aliases
/// @param exportTo defaults for resources that do not say where they are visible
/// @param outbound what becomes of unknown destinations, where no Sidecar says otherwise
/// @param ports where proxies listen
/// @param upstream how proxies connect
/// @param accessLog where proxies log requests
/// @param topology what matters where there are several places to run
public record Mesh(
    String rootNamespace,
    String domain,
    Trust identity,
    ExportDefaults exportTo,
    OutboundPolicy outbound,
    Ports ports,
    Upstream upstream,
    AccessLog accessLog,
    Topology topology) {
  /// How long the first bytes of a connection are waited for where the mesh does not say. Istio
  /// waits for ever, and a protocol in which the server speaks first hangs on a port that does not
  /// name it.
  public static final Duration DETECTION = Duration.ofSeconds(1);

  public static final Mesh DEFAULT =
      new Mesh(
          "istio-system",
          "cluster.local",
          new Trust(TrustDomain.CLUSTER_LOCAL, List.of()),
          new ExportDefaults(List.of(), List.of(), List.of()),
          OutboundPolicy.ALLOW_ANY,
          new Ports(15001, 15006, 0, DETECTION, true),
          new Upstream(
              Duration.ofSeconds(10),
              Duration.ofSeconds(60),
              true,
              false,
              Optional.empty(),
              Optional.empty(),
              Optional.empty()),
          new AccessLog("", "", false),
          new Topology(
              Optional.empty(), ClusterLocal.of(List.of(), "cluster.local", "istio-system")));

  /// @param aliases other names that stand for the same root of trust
  public record Trust(TrustDomain domain, List<String> aliases) {
    public Trust {
      aliases = List.copyOf(aliases);
    }
  }

  /// Empty lists mean everywhere.
  public record ExportDefaults(
      List<String> services, List<String> virtualServices, List<String> destinationRules) {
    public ExportDefaults {
      services = List.copyOf(services);
      virtualServices = List.copyOf(virtualServices);
      destinationRules = List.copyOf(destinationRules);
    }
  }

  /// @param httpProxy port of the forward proxy, 0 for none
  /// @param detection how long to wait for the first bytes; zero waits for ever
  /// @param passthrough whether inbound connections keep the address they were made to, instead of
  ///   going to localhost
  public record Ports(
      int outbound, int inbound, int httpProxy, Duration detection, boolean passthrough) {}

  /// @param dnsRefresh how often a failed name is asked again
  /// @param autoMutualTls whether mutual TLS is used wherever the server has a proxy
  /// @param upgradeToHttp2 whether HTTP/1.1 ports are spoken to in HTTP/2
  public record Upstream(
      Duration connectTimeout,
      Duration dnsRefresh,
      boolean autoMutualTls,
      boolean upgradeToHttp2,
      Optional<HttpRetry> retry,
      Optional<ConnectionPoolSettings> connectionPool,
      Optional<OutlierDetection> outlierDetection) {}

  /// @param path a file on the proxy's host; empty for no log
  /// @param format empty for Istio's default
  public record AccessLog(String path, String format, boolean json) {}

  /// @param localities how traffic prefers places, where no DestinationRule or Service says
  /// @param clusterLocal what is reached within one cluster only
  public record Topology(
      Optional<LocalityLoadBalancerSetting> localities, ClusterLocal clusterLocal) {}

  /// The settings that the resources hold: the entry `mesh` of the ConfigMap `istio`; the defaults
  /// where there is none.
  public static Mesh of(Catalog catalog) {
    for (Resource<MeshConfig> resource : catalog.all(MeshConfig.class)) {
      if (resource.meta().name().equals("istio")) {
        return of(resource.spec());
      }
    }
    return DEFAULT;
  }

  static Mesh of(MeshConfig written) {
    return new Mesh(
        written.rootNamespace(),
        DEFAULT.domain(),
        new Trust(new TrustDomain(written.trustDomain()), written.trustDomainAliases()),
        new ExportDefaults(
            written.defaultServiceExportTo(),
            written.defaultVirtualServiceExportTo(),
            written.defaultDestinationRuleExportTo()),
        written
            .outboundTrafficPolicy()
            .map(policy ->
                switch (policy.mode()) {
                  case REGISTRY_ONLY -> OutboundPolicy.REGISTRY_ONLY;
                  case ALLOW_ANY, ALLOW_ANY_DYNAMIC_DNS -> OutboundPolicy.ALLOW_ANY;
                })
            .orElse(OutboundPolicy.ALLOW_ANY),
        new Ports(
            written.proxyListenPort(),
            written.proxyInboundListenPort(),
            written.proxyHttpPort(),
            written.protocolDetectionTimeout().orElse(DETECTION),
            written
                .inboundTrafficPolicy()
                .map(policy ->
                    switch (policy.mode()) {
                      case PASSTHROUGH -> true;
                      case LOCALHOST -> false;
                    })
                .orElse(true)),
        new Upstream(
            written.connectTimeout(),
            written.dnsRefreshRate(),
            written.enableAutoMtls(),
            written.h2UpgradePolicy() == MeshConfig.H2UpgradePolicy.UPGRADE,
            written.defaultHttpRetryPolicy(),
            written.defaultTrafficPolicy().flatMap(policy -> policy.connectionPool()),
            written.defaultTrafficPolicy().flatMap(policy -> policy.outlierDetection())),
        new AccessLog(
            written.accessLogFile(),
            written.accessLogFormat(),
            written.accessLogEncoding() == MeshConfig.AccessLogEncoding.JSON),
        new Topology(
            written.localityLbSetting(),
            ClusterLocal.of(written.serviceSettings(), DEFAULT.domain(), written.rootNamespace())));
  }

  /// The previous one where it says the same.
  public Mesh sharing(Mesh previous) {
    return equals(previous) ? previous : this;
  }

  /// What the registry needs to know.
  ///
  /// @param cluster id of the config cluster
  public RegistrySettings registry(String cluster) {
    return new RegistrySettings(domain, cluster, rootNamespace, exportTo.services());
  }

  List<String> virtualServiceExportTo() {
    return exportTo.virtualServices();
  }

  List<String> destinationRuleExportTo() {
    return exportTo.destinationRules();
  }
}
