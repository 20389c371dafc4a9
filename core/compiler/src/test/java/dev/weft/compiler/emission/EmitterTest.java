package dev.weft.compiler.emission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.compiler.plan.AccessLogPlan;
import dev.weft.compiler.plan.Plan;
import dev.weft.compiler.plan.SecretPlan;
import dev.weft.xds.ResourceType;
import dev.weft.xds.Resources;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.extensions.access_loggers.file.v3.FileAccessLog;
import io.envoyproxy.envoy.extensions.filters.http.fault.v3.HTTPFault;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EmitterTest {
  private static final String V1 = "outbound|9080|v1|reviews.default.svc.cluster.local";
  private final Resources resources = new Emitter().emit(Plans.everything());

  @Test
  void everyPartBecomesOneResourceOfItsNameAndEqualPlansGiveEqualVersions() {
    assertThat(resources.of(ResourceType.CLUSTER)).hasSize(7).containsKey("BlackHoleCluster");
    assertThat(resources.of(ResourceType.ENDPOINT)).containsOnlyKeys(V1, V1.replace("v1", "v2"));
    assertThat(resources.of(ResourceType.LISTENER))
        .containsOnlyKeys("virtualOutbound", "virtualInbound", "0.0.0.0_9080", "0.0.0.0_8443");
    assertThat(new Emitter().emit(Plans.everything())).isEqualTo(resources);
  }

  @Test
  void equalPartsOfDifferentPlansAreOneAndTheSameResource() {
    Emitter emitter = new Emitter();
    Plan plan = Plans.everything();
    Plan fewer =
        new Plan(
            Plans.clusters().subList(0, 3),
            Plans.endpoints(),
            List.of(),
            List.of(),
            List.of(),
            Optional.empty());
    assertThat(emitter.emit(fewer).find(ResourceType.CLUSTER, V1).orElseThrow())
        .isSameAs(emitter.emit(plan).find(ResourceType.CLUSTER, V1).orElseThrow());
  }

  @Test
  void aClusterIsMutualTlsWhereTheEndpointHasASidecarAndPlainElsewhere() throws Exception {
    Cluster cluster = cluster(V1);
    assertThat(cluster.getType()).isEqualTo(Cluster.DiscoveryType.EDS);
    assertThat(cluster.getTransportSocketMatchesList())
        .extracting(Cluster.TransportSocketMatch::getName)
        .containsExactly("tlsMode-istio", "tlsMode-disabled");
    UpstreamTlsContext tls =
        cluster
            .getTransportSocketMatches(0)
            .getTransportSocket()
            .getTypedConfig()
            .unpack(UpstreamTlsContext.class);
    assertThat(tls.getSni()).isEqualTo("outbound_.9080_.v1_.reviews.default.svc.cluster.local");
    assertThat(tls.getCommonTlsContext().getTlsCertificateSdsSecretConfigs(0).getName())
        .isEqualTo("default");
    assertThat(
            tls.getCommonTlsContext()
                .getCombinedValidationContext()
                .getValidationContextSdsSecretConfig()
                .getName())
        .isEqualTo("ROOTCA");
    ClusterLoadAssignment endpoints =
        resources.find(ResourceType.ENDPOINT, V1).orElseThrow().as(ClusterLoadAssignment.class);
    Metadata metadata = endpoints.getEndpoints(0).getLbEndpoints(0).getMetadata();
    assertThat(field(metadata, "envoy.transport_socket_match", "tlsMode")).isEqualTo("istio");
    assertThat(field(metadata, "istio", "workload"))
        .isEqualTo("reviews-v1;default;reviews;v1;Kubernetes");
  }

  @Test
  void localitiesAreWeightedOnlyWhenTheirEndpointsSayHowMuch() {
    assertThat(cluster(V1).getCommonLbConfig().hasLocalityWeightedLbConfig()).isTrue();
    assertThat(cluster(V1.replace("v1", "v2")).getCommonLbConfig().hasLocalityWeightedLbConfig())
        .isFalse();
  }

  @Test
  void absentOutlierCountsAreSwitchedOffAndAbsentLimitsUnlimited() {
    Cluster shaped = cluster(V1);
    assertThat(shaped.getOutlierDetection().getConsecutive5Xx().getValue()).isEqualTo(5);
    assertThat(shaped.getOutlierDetection().getEnforcingConsecutive5Xx().getValue()).isEqualTo(100);
    assertThat(shaped.getOutlierDetection().getEnforcingConsecutiveGatewayFailure().getValue())
        .isZero();
    assertThat(shaped.getCommonLbConfig().getHealthyPanicThreshold().getValue()).isEqualTo(20);
    Cluster plain = cluster("inbound|9080||");
    assertThat(plain.hasOutlierDetection()).isFalse();
    assertThat(
            Integer.toUnsignedLong(
                plain.getCircuitBreakers().getThresholds(0).getMaxRequests().getValue()))
        .isEqualTo(4294967295L);
  }

  @Test
  void whatAResourceDecidedIsMarkedWithItsPathAndRule() {
    Route route = routes().getVirtualHosts(0).getRoutes(0);
    assertThat(field(route.getMetadata(), "istio", "config"))
        .isEqualTo("/apis/networking.istio.io/v1/namespaces/default/virtual-service/reviews");
    assertThat(field(route.getMetadata(), "weft", "rule"))
        .isEqualTo("VirtualService default/reviews spec.http[0]");
    assertThat(field(cluster(V1).getMetadata(), "istio", "config"))
        .isEqualTo("/apis/networking.istio.io/v1/namespaces/default/destination-rule/reviews");
    assertThat(cluster(V1).getMetadata().getFilterMetadataOrThrow("istio").getFieldsMap())
        .containsKey("services");
  }

  @Test
  void routesKeepTheirOrderMatchesWeightsAndFaults() throws Exception {
    Route canary = routes().getVirtualHosts(0).getRoutes(0);
    assertThat(canary.getMatch().getCaseSensitive().getValue()).isFalse();
    assertThat(canary.getMatch().getHeaders(1).getInvertMatch()).isTrue();
    assertThat(canary.getMatch().getHeaders(1).getTreatMissingHeaderAsEmpty()).isTrue();
    assertThat(canary.getRoute().getWeightedClusters().getClustersList())
        .extracting(cluster -> cluster.getWeight().getValue())
        .containsExactly(90, 10);
    assertThat(canary.getRoute().getRetryPolicy().getRetryOn())
        .isEqualTo("connect-failure,refused-stream,retriable-status-codes");
    assertThat(canary.getRoute().getHashPolicyCount()).isEqualTo(4);
    HTTPFault fault =
        canary.getTypedPerFilterConfigOrThrow("envoy.filters.http.fault").unpack(HTTPFault.class);
    assertThat(fault.getDelay().getPercentage().getNumerator()).isEqualTo(1000);
    assertThat(fault.getAbort().getHttpStatus()).isEqualTo(555);
    assertThat(routes().getVirtualHosts(0).getRoutes(1).getMatch().getPathSeparatedPrefix())
        .isEqualTo("/api");
  }

  @Test
  void theHeadersOfASingleDestinationAreTheRoutes() {
    Route route = routes().getVirtualHosts(0).getRoutes(1);
    assertThat(route.getRequestHeadersToAddList())
        .extracting(option -> option.getHeader().getKey())
        .containsExactly("x-set", "x-add");
    assertThat(route.getRequestHeadersToRemoveList()).containsExactly("x-gone");
  }

  @Test
  void httpChainsHaveTheFiltersOfTheirSideInIstiosOrder() throws Exception {
    assertThat(manager("0.0.0.0_9080").getHttpFiltersList())
        .extracting(HttpFilter::getName)
        .containsExactly(
            "envoy.filters.http.grpc_stats",
            "envoy.filters.http.fault",
            "envoy.filters.http.cors",
            "envoy.filters.http.router");
    assertThat(manager("virtualInbound").getHttpFiltersList())
        .extracting(HttpFilter::getName)
        .containsExactly("envoy.filters.http.grpc_stats", "envoy.filters.http.router");
    assertThat(manager("virtualInbound").hasRouteConfig()).isTrue();
    assertThat(manager("0.0.0.0_9080").getRds().getRouteConfigName()).isEqualTo("9080");
  }

  @Test
  void inspectorsStandInTheOrderInWhichTheyMustRun() {
    assertThat(listener("virtualInbound").getListenerFiltersList())
        .extracting(io.envoyproxy.envoy.config.listener.v3.ListenerFilter::getName)
        .containsExactly(
            "envoy.filters.listener.original_dst",
            "envoy.filters.listener.tls_inspector",
            "envoy.filters.listener.http_inspector");
    assertThat(listener("virtualOutbound").getUseOriginalDst().getValue()).isTrue();
    assertThat(listener("0.0.0.0_9080").getBindToPort().getValue()).isFalse();
    assertThat(listener("0.0.0.0_9080").getFilterChains(1).getFilterChainMatch())
        .satisfies(match -> {
          assertThat(match.getPrefixRanges(0).getPrefixLen().getValue()).isEqualTo(8);
          assertThat(match.getPrefixRanges(1).getPrefixLen().getValue()).isEqualTo(128);
        });
  }

  @Test
  void inboundTlsDemandsACertificateOfTheTrustDomain() throws Exception {
    FilterChain chain = listener("virtualInbound").getFilterChains(0);
    DownstreamTlsContext tls =
        chain.getTransportSocket().getTypedConfig().unpack(DownstreamTlsContext.class);
    assertThat(tls.getRequireClientCertificate().getValue()).isTrue();
    assertThat(
            tls.getCommonTlsContext()
                .getCombinedValidationContext()
                .getDefaultValidationContext()
                .getMatchTypedSubjectAltNames(0)
                .getMatcher()
                .getPrefix())
        .isEqualTo("spiffe://cluster.local/");
  }

  @Test
  void theAccessLogHasIstiosFormatUnlessAnotherIsGiven() throws Exception {
    FileAccessLog log =
        manager("0.0.0.0_9080").getAccessLog(0).getTypedConfig().unpack(FileAccessLog.class);
    assertThat(log.getPath()).isEqualTo("/dev/stdout");
    assertThat(log.getLogFormat().getTextFormatSource().getInlineString())
        .startsWith("[%START_TIME%] \"%REQ(:METHOD)% ")
        .endsWith("%REQUESTED_SERVER_NAME% %ROUTE_NAME%\n");
    AccessLogPlan json =
        new AccessLogPlan("/dev/stdout", AccessLogPlan.Encoding.JSON, "{\"m\":\"%REQ(:METHOD)%\"}");
    assertThat(
            AccessLogSpelling.of(json)
                .getTypedConfig()
                .unpack(FileAccessLog.class)
                .getLogFormat()
                .getJsonFormat()
                .getFieldsMap())
        .containsOnlyKeys("m");
  }

  @Test
  void secretsCarryTheirPemAndNeverShowAKey() {
    SecretPlan.KeyPair pair = new SecretPlan.KeyPair("kubernetes://site", "CERT", "KEY");
    Secret secret = TlsSpelling.secret(pair);
    assertThat(secret.getTlsCertificate().getPrivateKey().getInlineBytes().toStringUtf8())
        .isEqualTo("KEY");
    assertThat(pair.toString()).doesNotContain("KEY\"").doesNotContain("CERT");
  }

  @Test
  void oneFileHoldsAllForAProxyWithoutAControlPlane() throws Exception {
    var bootstrap = StaticBootstrap.of(Node.getDefaultInstance(), resources);
    assertThat(bootstrap.getStaticResources().getClustersList())
        .noneMatch(cluster -> cluster.getType() == Cluster.DiscoveryType.EDS)
        .anyMatch(cluster -> cluster.getName().equals("sds-grpc"));
    assertThat(bootstrap.getStaticResources().getListenersCount()).isEqualTo(4);
  }

  private Cluster cluster(String name) {
    return resources.find(ResourceType.CLUSTER, name).orElseThrow().as(Cluster.class);
  }

  private Listener listener(String name) {
    return resources.find(ResourceType.LISTENER, name).orElseThrow().as(Listener.class);
  }

  private RouteConfiguration routes() {
    return resources.find(ResourceType.ROUTE, "9080").orElseThrow().as(RouteConfiguration.class);
  }

  private HttpConnectionManager manager(String listener) throws Exception {
    return listener(listener)
        .getFilterChains(0)
        .getFilters(0)
        .getTypedConfig()
        .unpack(HttpConnectionManager.class);
  }

  private static String field(Metadata metadata, String filter, String name) {
    return metadata.getFilterMetadataOrThrow(filter).getFieldsOrThrow(name).getStringValue();
  }
}
