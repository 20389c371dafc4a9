package dev.weft.graph;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.BoolValue;
import com.google.protobuf.Duration;
import com.google.protobuf.UInt32Value;
import dev.weft.xds.ResourceType;
import dev.weft.xds.Resources;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// A setting is obeyed, or refused by its name; never ignored.
final class RefusalTest {
  private static final String ROUTES =
      "virtual_hosts { name: 'v' domains: '*' routes { match { prefix: '/' } route { cluster: 'a'"
          + " %s } } %s }";

  private static List<Rejection> cluster(String text) {
    Cluster cluster =
        Given.text("name: 'a' type: EDS ".concat(text).replace('\'', '"'), Cluster.newBuilder())
            .build();
    return Linker.link(Resources.builder().add(ResourceType.CLUSTER, cluster).build(), Graph.EMPTY)
        .rejections();
  }

  private static List<Rejection> manager(HttpConnectionManager.Builder manager) {
    return Linker.link(
            Given.mesh(manager.build(), Given.routes(ROUTES.formatted("", ""))).build(),
            Graph.EMPTY)
        .rejections();
  }

  private static List<Rejection> routes(String action, String host) {
    return Linker.link(
            Given.mesh(Given.manager().build(), Given.routes(ROUTES.formatted(action, host)))
                .build(),
            Graph.EMPTY)
        .rejections();
  }

  @Test
  void aClusterSettingThatWeftLacksIsNamed() {
    Map.of(
            "common_lb_config { zone_aware_lb_config { } }",
            "common_lb_config.zone_aware_lb_config",
            "outlier_detection { enforcing_success_rate { value: 100 } }",
            "outlier_detection.enforcing_success_rate",
            "outlier_detection { enforcing_failure_percentage { value: 1 } }",
            "outlier_detection.enforcing_failure_percentage",
            "health_checks { timeout { seconds: 1 } }",
            "health_checks",
            "common_lb_config { consistent_hashing_lb_config { use_hostname_for_hashing: true } }",
            "common_lb_config.consistent_hashing_lb_config",
            "circuit_breakers { per_host_thresholds { max_connections { value: 1 } } }",
            "circuit_breakers.per_host_thresholds",
            "http_protocol_options { header_key_format { proper_case_words { } } }",
            "http_protocol_options.header_key_format",
            "preconnect_policy { }",
            "preconnect_policy",
            "lb_policy: LEAST_REQUEST least_request_lb_config { active_request_bias {"
                + " default_value: 2 runtime_key: 'x' } }",
            "least_request_lb_config.active_request_bias")
        .forEach((text, field) ->
            assertThat(cluster(text)).as(text).extracting(Rejection::field).containsExactly(field));
  }

  @Test
  void whatIstiodSendsToEveryoneIsAccepted() {
    assertThat(
            cluster(
                "common_lb_config { } respect_dns_ttl: true outlier_detection {"
                    + " enforcing_success_rate { } enforcing_consecutive_5xx { value: 100 } }"
                    + " circuit_breakers { thresholds { track_remaining: true } }"
                    + " per_connection_buffer_limit_bytes { value: 32768 }"
                    + " max_requests_per_connection { value: 1 }"))
        .isEmpty();
    // Zone-aware routing that is switched off.
    assertThat(cluster("common_lb_config { zone_aware_lb_config { routing_enabled { } } }"))
        .isEmpty();
    HttpConnectionManager.Builder manager = Given.manager();
    manager.getTracingBuilder().getRandomSamplingBuilder().setValue(1);
    manager.getTracingBuilder().getClientSamplingBuilder().setValue(100);
    manager.setAddUserAgent(BoolValue.of(false));
    assertThat(manager(manager)).isEmpty();
  }

  @Test
  void aSettingOfTheConnectionManagerThatWeftLacksIsNamed() {
    HttpConnectionManager.Builder spans = Given.manager();
    spans.getTracingBuilder().getProviderBuilder().setName("zipkin");
    assertThat(manager(spans))
        .extracting(Rejection::field)
        .singleElement()
        .asString()
        .endsWith("tracing.provider");
    HttpConnectionManager.Builder userAgent = Given.manager().setAddUserAgent(BoolValue.of(true));
    assertThat(manager(userAgent))
        .extracting(Rejection::field)
        .singleElement()
        .asString()
        .endsWith("add_user_agent");
    Duration second = Duration.newBuilder().setSeconds(1).build();
    assertThat(manager(Given.manager().setRequestTimeout(Duration.getDefaultInstance()))).isEmpty();
    assertThat(manager(Given.manager().setRequestTimeout(second)))
        .extracting(Rejection::field)
        .singleElement()
        .asString()
        .endsWith("request_timeout");
    assertThat(manager(Given.manager().setRequestHeadersTimeout(second)))
        .extracting(Rejection::field)
        .singleElement()
        .asString()
        .endsWith("request_headers_timeout");
    HttpConnectionManager.Builder underscores = Given.manager();
    underscores
        .getCommonHttpProtocolOptionsBuilder()
        .setHeadersWithUnderscoresActionValue(1)
        .setMaxHeadersCount(UInt32Value.of(5));
    assertThat(manager(underscores))
        .extracting(Rejection::field)
        .singleElement()
        .asString()
        .endsWith("common_http_protocol_options.headers_with_underscores_action");
  }

  @Test
  void aSettingOfRoutesThatWeftLacksIsNamed() {
    assertThat(routes("priority: HIGH", ""))
        .extracting(Rejection::field)
        .containsExactly("virtual_hosts[0].routes[0].route.priority");
    assertThat(routes("retry_policy { retry_on: '5xx' retry_priority { name: 'other' } }", ""))
        .extracting(Rejection::field)
        .containsExactly("virtual_hosts[0].routes[0].route.retry_policy.retry_priority");
    assertThat(
            routes(
                "retry_policy { retry_on: '5xx' rate_limited_retry_back_off { reset_headers { name:"
                    + " 'x' } } }",
                ""))
        .extracting(Rejection::field)
        .containsExactly(
            "virtual_hosts[0].routes[0].route.retry_policy.rate_limited_retry_back_off");
    assertThat(routes("", "virtual_clusters { name: 'x' }"))
        .extracting(Rejection::field)
        .containsExactly("virtual_hosts[0].virtual_clusters");
    assertThat(routes("hedge_policy { }", ""))
        .extracting(Rejection::toString)
        .singleElement()
        .asString()
        .contains("hedge_policy");
  }
}
