package dev.weft.api.meshconfig;

import dev.weft.api.destinationrule.LocalityLoadBalancerSetting;
import dev.weft.api.destinationrule.TcpKeepalive;
import dev.weft.api.destinationrule.ZoneAwareLoadBalancerSetting;
import dev.weft.api.meshconfig.provider.ExtensionProvider;
import dev.weft.api.meshconfig.proxy.ProxyConfig;
import dev.weft.api.schema.Default;
import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Field;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Names;
import dev.weft.api.schema.Spec;
import dev.weft.api.schema.Verified;
import dev.weft.api.selection.ExportTo;
import dev.weft.api.selection.SetSelector;
import dev.weft.api.virtualservice.HttpRetry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Settings of the whole mesh (Istio, "MeshConfig"). Absent fields have the values that Istio
/// documents.
public record MeshConfig(
    @Default("15001") int proxyListenPort,
    @Default("15006") int proxyInboundListenPort,
    int proxyHttpPort,
    @Default("10s") Duration connectTimeout,
    @Default("1h") Duration hboneIdleTimeout,
    Optional<Duration> protocolDetectionTimeout,
    Optional<TcpKeepalive> tcpKeepalive,
    @Default("istio") String ingressClass,
    @Default("istio-ingressgateway") String ingressService,
    @Default("STRICT") IngressControllerMode ingressControllerMode,
    @Default("ingressgateway") String ingressSelector,
    @Default("true") boolean enableTracing,
    String accessLogFile,
    String accessLogFormat,
    AccessLogEncoding accessLogEncoding,
    boolean enableEnvoyAccessLogService,
    boolean disableEnvoyListenerLog,
    Optional<ProxyConfig> defaultConfig,
    Optional<OutboundTrafficPolicy> outboundTrafficPolicy,
    Optional<InboundTrafficPolicy> inboundTrafficPolicy,
    List<ConfigSource> configSources,
    @Default("true") boolean enableAutoMtls,
    @Default("cluster.local") String trustDomain,
    List<String> trustDomainAliases,
    List<TrustedCertificates> caCertificates,
    List<String> defaultServiceExportTo,
    List<String> defaultVirtualServiceExportTo,
    List<String> defaultDestinationRuleExportTo,
    @Default("istio-system") String rootNamespace,
    Optional<LocalityLoadBalancerSetting> localityLbSetting,
    Optional<ZoneAwareLoadBalancerSetting> zoneAwareLbSetting,
    @Default("60s") Duration dnsRefreshRate,
    H2UpgradePolicy h2UpgradePolicy,
    String inboundClusterStatName,
    String outboundClusterStatName,
    List<Certificate> certificates,
    List<ServiceSettings> serviceSettings,
    List<ServiceScope> serviceScopeConfigs,
    @Default("true") boolean enablePrometheusMerge,
    Optional<Boolean> verifyCertificateAtClient,
    Optional<CertificateAuthority> ca,
    List<ExtensionProvider> extensionProviders,
    Optional<DefaultProviders> defaultProviders,
    List<SetSelector> discoverySelectors,
    Optional<PathNormalization> pathNormalization,
    Optional<HttpRetry> defaultHttpRetryPolicy,
    @Field("meshMTLS") Optional<TlsConfig> meshMtls,
    Optional<TlsConfig> tlsDefaults,
    Optional<DefaultTrafficPolicy> defaultTrafficPolicy,
    Optional<ServiceEntryVisibility> serviceEntryVisibility)
    implements Spec, Verified {
  public MeshConfig {
    configSources = List.copyOf(configSources);
    trustDomainAliases = List.copyOf(trustDomainAliases);
    caCertificates = List.copyOf(caCertificates);
    defaultServiceExportTo = List.copyOf(defaultServiceExportTo);
    defaultVirtualServiceExportTo = List.copyOf(defaultVirtualServiceExportTo);
    defaultDestinationRuleExportTo = List.copyOf(defaultDestinationRuleExportTo);
    certificates = List.copyOf(certificates);
    serviceSettings = List.copyOf(serviceSettings);
    serviceScopeConfigs = List.copyOf(serviceScopeConfigs);
    extensionProviders = List.copyOf(extensionProviders);
    discoverySelectors = List.copyOf(discoverySelectors);
  }

  @Override
  public void verify(Findings findings) {
    Expect.port(findings.at("proxyListenPort"), proxyListenPort);
    Expect.port(findings.at("proxyInboundListenPort"), proxyInboundListenPort);
    Expect.portOrAny(findings.at("proxyHttpPort"), proxyHttpPort);
    Expect.duration(findings.at("connectTimeout"), connectTimeout);
    Expect.duration(
        findings.at("protocolDetectionTimeout"),
        protocolDetectionTimeout.filter(timeout -> !timeout.isZero()));
    Expect.duration(findings.at("dnsRefreshRate"), dnsRefreshRate);
    Expect.name(findings.at("rootNamespace"), Names.label(rootNamespace), "name a namespace");
    Expect.name(findings.at("trustDomain"), Names.host(trustDomain), "name a trust domain");
    ExportTo.verify(findings.at("defaultServiceExportTo"), defaultServiceExportTo);
    ExportTo.verify(findings.at("defaultVirtualServiceExportTo"), defaultVirtualServiceExportTo);
    ExportTo.verify(findings.at("defaultDestinationRuleExportTo"), defaultDestinationRuleExportTo);
    Expect.distinct(
        findings.at("extensionProviders"),
        extensionProviders.stream().map(ExtensionProvider::name).toList());
  }

  /// What proxies do with traffic for unknown destinations, by default to let it pass.
  public OutboundTrafficPolicy.Mode outboundMode() {
    return outboundTrafficPolicy
        .map(OutboundTrafficPolicy::mode)
        .orElse(OutboundTrafficPolicy.Mode.ALLOW_ANY);
  }

  /// One of the values that the API has; the first is the default.
  public enum IngressControllerMode {
    UNSPECIFIED,
    OFF,
    DEFAULT,
    STRICT
  }

  /// One of the values that the API has; the first is the default.
  public enum AccessLogEncoding {
    TEXT,
    JSON
  }

  /// One of the values that the API has; the first is the default.
  public enum H2UpgradePolicy {
    DO_NOT_UPGRADE,
    UPGRADE
  }
}
