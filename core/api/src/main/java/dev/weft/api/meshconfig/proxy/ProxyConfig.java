package dev.weft.api.meshconfig.proxy;

import dev.weft.api.proxyconfig.ProxyImage;
import dev.weft.api.schema.Default;
import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Inline;
import dev.weft.api.schema.Ordered;
import dev.weft.api.schema.Verified;
import dev.weft.api.workloadentry.ReadinessProbe;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Settings of each proxy (Istio mesh, "ProxyConfig"). Absent fields have the values that Istio
/// documents.
public record ProxyConfig(
    @Default("./etc/istio/proxy") String configPath,
    @Default("/usr/local/bin/envoy") String binaryPath,
    @Inline Optional<ClusterName> clusterName,
    @Default("45s") Duration drainDuration,
    @Default("istiod.istio-system.svc:15012") String discoveryAddress,
    Optional<Duration> discoveryRefreshDelay,
    String zipkinAddress,
    String statsdUdpAddress,
    String envoyMetricsServiceAddress,
    @Default("15000") int proxyAdminPort,
    String availabilityZone,
    @Default("MUTUAL_TLS") AuthenticationPolicy controlPlaneAuthPolicy,
    String customConfigFile,
    @Default("189") int statNameLength,
    Optional<Integer> concurrency,
    String proxyBootstrapTemplatePath,
    InboundInterceptionMode interceptionMode,
    Optional<Tracing> tracing,
    Optional<Sds> sds,
    Optional<RemoteService> envoyAccessLogService,
    Optional<RemoteService> envoyMetricsService,
    Map<String, String> proxyMetadata,
    Map<String, String> runtimeValues,
    @Default("15020") int statusPort,
    List<String> extraStatTags,
    Optional<Topology> gatewayTopology,
    @Default("5s") Duration terminationDrainDuration,
    String meshId,
    Optional<ReadinessProbe> readinessProbe,
    Optional<ProxyStatsMatcher> proxyStatsMatcher,
    Optional<Boolean> holdApplicationUntilProxyStarts,
    List<String> caCertificatesPem,
    Optional<ProxyImage> image,
    Optional<PrivateKeyProvider> privateKeyProvider,
    Optional<ProxyHeaders> proxyHeaders,
    @Default("1s") Duration fileFlushInterval,
    @Default("64") int fileFlushMinSizeKb,
    @Default("true") boolean statsCompression,
    Optional<ConnectionSettings> connectionSettings)
    implements Verified {
  public ProxyConfig {
    proxyMetadata = Ordered.copyOf(proxyMetadata);
    runtimeValues = Ordered.copyOf(runtimeValues);
    extraStatTags = List.copyOf(extraStatTags);
    caCertificatesPem = List.copyOf(caCertificatesPem);
  }

  @Override
  public void verify(Findings findings) {
    Expect.port(findings.at("proxyAdminPort"), proxyAdminPort);
    Expect.portOrAny(findings.at("statusPort"), statusPort);
    Expect.duration(findings.at("drainDuration"), drainDuration);
    concurrency.ifPresent(threads -> Expect.notNegative(findings.at("concurrency"), threads));
    if (statNameLength < 1) {
      findings.at("statNameLength").invalid(statNameLength + " is no length", "use 189 or so");
    }
  }

  /// One of the values that the API has; the first is the default.
  public enum AuthenticationPolicy {
    NONE,
    MUTUAL_TLS,
    INHERIT
  }

  /// One of the values that the API has; the first is the default.
  public enum InboundInterceptionMode {
    REDIRECT,
    TPROXY,
    NONE
  }

  /// Secret discovery, as it once was configured.
  public record Sds(boolean enabled, String k8sSaJwtPath) {}

  /// Which further statistics a proxy keeps.
  public record ProxyStatsMatcher(
      List<String> inclusionPrefixes,
      List<String> inclusionSuffixes,
      List<String> inclusionRegexps) {
    public ProxyStatsMatcher {
      inclusionPrefixes = List.copyOf(inclusionPrefixes);
      inclusionSuffixes = List.copyOf(inclusionSuffixes);
      inclusionRegexps = List.copyOf(inclusionRegexps);
    }
  }
}
