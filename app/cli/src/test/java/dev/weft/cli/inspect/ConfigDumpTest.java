package dev.weft.cli.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ConfigDumpTest {
  @Test
  void fieldsAreSpelledAsIstioctlDoesAndNamesThatAreDataStay() {
    String admin =
        """
        {"connect_timeout": "10s", "@type": "type.googleapis.com/envoy.config.cluster.v3.Cluster",
         "typed_per_filter_config": {"envoy.filters.http.jwt_authn": {"requirement_name": "a_b"}},
         "circuit_breakers": {"thresholds": [{"max_connections": 1}]},
         "metadata": {"filter_metadata": {"istio": {"source_labels": {"app_name": "x"}}}}}
        """;
    String istioctl =
        """
        {"connectTimeout": "10s", "@type": "type.googleapis.com/envoy.config.cluster.v3.Cluster",
         "typedPerFilterConfig": {"envoy.filters.http.jwt_authn": {"requirementName": "a_b"}},
         "circuitBreakers": {"thresholds": [{"maxConnections": 1}]},
         "metadata": {"filterMetadata": {"istio": {"source_labels": {"app_name": "x"}}}}}
        """;
    assertThat(ConfigDump.spelled(ConfigDump.json(admin))).isEqualTo(ConfigDump.json(istioctl));
  }
}
