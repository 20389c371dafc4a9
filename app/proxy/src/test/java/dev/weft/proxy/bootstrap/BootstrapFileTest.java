package dev.weft.proxy.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Durations;
import dev.weft.model.Checked;
import dev.weft.model.Problem;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BootstrapFileTest {
  private static final String FILE =
      """
      node:
        id: sidecar~127.0.0.1~a.b~b.svc.cluster.local
        cluster: a.b
        metadata: {NAMESPACE: b, PORT: 80, LABELS: {app: "1"}}
      admin: {address: {socket_address: {address: 127.0.0.1, port_value: 15000}}}
      static_resources:
        listeners:
        - name: in
          address: {socket_address: {address: 127.0.0.1, port_value: 0}}
          filter_chains:
          - filters:
            - name: hcm
              typed_config:
                "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                stat_prefix: x
                stream_idle_timeout: 5s
        clusters:
        - {name: web, connect_timeout: 0.25s, lb_policy: RANDOM, max_requests_per_connection: 7}
      """;

  private static Checked<BootstrapFile> parse(String text) {
    return BootstrapFile.parse("boot.yaml", text);
  }

  @Test
  void yamlBecomesTheMessageWithTypedConfigs() throws Exception {
    Bootstrap message = parse(FILE).orElseThrow().message();

    assertThat(message.getNode().getMetadata().getFieldsOrThrow("PORT").getNumberValue())
        .isEqualTo(80);
    assertThat(
            message
                .getNode()
                .getMetadata()
                .getFieldsOrThrow("LABELS")
                .getStructValue()
                .getFieldsOrThrow("app")
                .getStringValue())
        .isEqualTo("1");
    assertThat(Durations.toMillis(message.getStaticResources().getClusters(0).getConnectTimeout()))
        .isEqualTo(250);
    HttpConnectionManager manager =
        message
            .getStaticResources()
            .getListeners(0)
            .getFilterChains(0)
            .getFilters(0)
            .getTypedConfig()
            .unpack(HttpConnectionManager.class);
    assertThat(Durations.toSeconds(manager.getStreamIdleTimeout())).isEqualTo(5);
  }

  @Test
  void wrappersAreReadAsTheirValues() {
    Cluster cluster =
        parse(
                "static_resources: {clusters: [{name: a, per_connection_buffer_limit_bytes:"
                    + " 4294967295, track_timeout_budgets: true, respect_dns_ttl: false,"
                    + " circuit_breakers: {thresholds: [{max_retries: '7', track_remaining:"
                    + " true}]}, preconnect_policy: {per_upstream_preconnect_ratio: 1.5}}]}")
            .orElseThrow()
            .message()
            .getStaticResources()
            .getClusters(0);
    assertThat(Integer.toUnsignedLong(cluster.getPerConnectionBufferLimitBytes().getValue()))
        .isEqualTo(4_294_967_295L);
    assertThat(cluster.getCircuitBreakers().getThresholds(0).getMaxRetries().getValue())
        .isEqualTo(7);
    assertThat(cluster.getPreconnectPolicy().getPerUpstreamPreconnectRatio().getValue())
        .isEqualTo(1.5);
  }

  @Test
  void jsonInCamelCaseIsReadToo() {
    Bootstrap message =
        parse(
                "{\"node\":{\"id\":\"x\"},\"staticResources\":{\"clusters\":[{\"name\":\"web\",\"connectTimeout\":\"1s\"}]}}")
            .orElseThrow()
            .message();
    assertThat(message.getStaticResources().getClusters(0).getConnectTimeout().getSeconds())
        .isEqualTo(1);
  }

  @Test
  void placesOfPartsAreKnown() {
    BootstrapFile file = parse(FILE).orElseThrow();
    assertThat(file.position("static_resources.listeners[0]").line()).isEqualTo(8);
    assertThat(
            file.position("static_resources.listeners[0].filter_chains[0].filters[0].name").line())
        .isEqualTo(12);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "node: {idd: x}|boot.yaml:1:8: error: node.idd: envoy.config.core.v3.Node has no field"
            + " 'idd'; did you mean 'id'?",
        "node: [x]|boot.yaml:1:7: error: node: a list is not a mapping of the fields of"
            + " envoy.config.core.v3.Node",
        "static_resources: {clusters: [{lb_policy: BEST}]}|static_resources.clusters[0].lb_policy:"
            + " 'BEST' is not one of ROUND_ROBIN",
        "static_resources: {clusters: [{connect_timeout:"
            + " soon}]}|static_resources.clusters[0].connect_timeout: 'soon' is not a Duration",
        "static_resources: {clusters: [{per_connection_buffer_limit_bytes:"
            + " -1}]}|static_resources.clusters[0].per_connection_buffer_limit_bytes: '-1' is not a"
            + " UInt32Value",
        "static_resources: {clusters: [{connect_timeout: 9999999999999s}]}|connect_timeout:"
            + " '9999999999999s' is not a Duration",
        "hds_config: {}|boot.yaml:1:13: error: hds_config: Weft's proxy does not have this",
        "dynamic_resources: {ads_config: {api_type: REST}}|dynamic_resources.ads_config.api_type:"
            + " Weft's proxy does not have this: REST",
        "dynamic_resources: {cds_config: {path: x}}|dynamic_resources.cds_config: Weft's proxy does"
            + " not have this; use ads: {}",
        "static_resources: {clusters: [{transport_socket: {typed_config: {'@type':"
            + " type.googleapis.com/no.Such}}}]}|unknown type type.googleapis.com/no.Such",
        "a: [|not YAML or JSON",
      })
  void problemsNameTheLineAndTheField(String text, String expected) {
    Checked<BootstrapFile> parsed = parse(text);
    assertThat(parsed).isInstanceOf(Checked.Invalid.class);
    assertThat(parsed.remarks())
        .anySatisfy(problem -> assertThat(problem.toString()).contains(expected));
  }

  @Test
  void allProblemsAreToldAtOnce() {
    List<Problem> problems = parse("node: {idd: x}\nhds_config: {}\nadmn: {}\n").remarks();
    assertThat(problems).extracting(problem -> problem.position().line()).contains(1, 2, 3);
  }

  @Test
  void partsWithoutEffectAreRemarkedUpon() {
    Checked<BootstrapFile> parsed = parse("layered_runtime: {}\nstats_config: {}\ntracing: {}\n");
    assertThat(parsed).isInstanceOf(Checked.Valid.class);
    assertThat(parsed.remarks())
        .extracting(Problem::path)
        .contains("layered_runtime", "stats_config", "tracing");
  }
}
