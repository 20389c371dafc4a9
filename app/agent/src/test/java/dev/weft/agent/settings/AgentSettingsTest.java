package dev.weft.agent.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.host.Environment;
import dev.weft.host.Refusal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class AgentSettingsTest {
  private static final Map<String, String> POD =
      Map.ofEntries(
          Map.entry("POD_NAME", "reviews-1"),
          Map.entry("POD_NAMESPACE", "shop"),
          Map.entry("SERVICE_ACCOUNT", "reviews"),
          Map.entry("INSTANCE_IP", "10.0.0.7,fd00::7"),
          Map.entry("TRUST_DOMAIN", "blue.example"),
          Map.entry("ISTIO_META_CLUSTER_ID", "east"),
          Map.entry("ISTIO_META_NETWORK", "net-1"),
          Map.entry("ISTIO_META_APP_CONTAINERS", "app,side"),
          Map.entry("ISTIO_METAJSON_LABELS", "{\"app\":\"reviews\",\"version\":\"v1\"}"),
          Map.entry(
              "PROXY_CONFIG",
              "{\"discoveryAddress\":\"istiod:15012\",\"concurrency\":3,"
                  + "\"terminationDrainDuration\":\"20s\","
                  + "\"proxyMetadata\":{\"ISTIO_META_DNS_CAPTURE\":\"true\"}}"),
          Map.entry("CA_ADDR", "ca:15012"),
          Map.entry("EXIT_ON_ZERO_ACTIVE_CONNECTIONS", "true"),
          Map.entry("MINIMUM_DRAIN_DURATION", "7s"));

  private static AgentSettings of(Map<String, String> variables, String... words) {
    Environment process = Environment.ofProcess();
    return AgentSettings.of(
        AgentSettings.OPTIONS.parse(List.of(words)),
        new Environment(Path.of("/pod"), variables, process.out(), process.log()));
  }

  @Test
  void theVariablesOfAnInjectedPodAreEnough() {
    AgentSettings settings = of(POD);
    assertThat(settings.workload().nodeId())
        .isEqualTo("sidecar~10.0.0.7~reviews-1.shop~shop.svc.cluster.local");
    assertThat(settings.workload().nodeCluster()).isEqualTo("reviews.shop");
    assertThat(settings.workload().identity())
        .hasToString("spiffe://blue.example/ns/shop/sa/reviews");
    assertThat(settings.workload().metadata())
        .containsEntry("CLUSTER_ID", "east")
        .containsEntry("NETWORK", "net-1")
        .containsEntry("APP_CONTAINERS", "app,side")
        .containsEntry("INSTANCE_IPS", "10.0.0.7,fd00::7")
        .containsEntry("LABELS", Map.of("app", "reviews", "version", "v1"))
        .containsEntry("DNS_CAPTURE", "true")
        .containsEntry("INTERCEPTION_MODE", "REDIRECT");
    assertThat(settings.planes().discovery()).isEqualTo("istiod:15012");
    assertThat(settings.planes().authority()).isEqualTo("ca:15012");
    assertThat(settings.proxy().concurrency()).isEqualTo(3);
    assertThat(settings.proxy().ending())
        .isEqualTo(new ProxySettings.Ending(Duration.ofSeconds(20), true, Duration.ofSeconds(7)));
  }

  @Test
  void aFlagComesBeforeAVariable() {
    AgentSettings settings =
        of(
            POD,
            "--namespace=other",
            "--labels=app=x,version=v2",
            "--annotations=ports=80,443,who=me",
            "--discovery-address=10.0.0.1:15012",
            "--drain-duration=1500ms",
            "--locality=r1/z1",
            "--app-port=8080",
            "--gateway",
            "--proxy=envoy",
            "--directory=run");
    assertThat(settings.workload().nodeId())
        .isEqualTo("router~10.0.0.7~reviews-1.other~other.svc.cluster.local");
    assertThat(settings.workload().locality()).isEqualTo(Map.of("region", "r1", "zone", "z1"));
    assertThat(settings.workload().metadata())
        .containsEntry("INTERCEPTION_MODE", "NONE")
        .containsEntry("ANNOTATIONS", Map.of("ports", "80,443", "who", "me"))
        .containsEntry("POD_PORTS", List.of(Map.of("containerPort", 8080)));
    assertThat(settings.planes().discovery()).isEqualTo("10.0.0.1:15012");
    assertThat(settings.proxy().ending().drain()).isEqualTo(Duration.ofMillis(1500));
    assertThat(settings.proxy().kind()).isEqualTo(ProxySettings.Kind.ENVOY);
    assertThat(settings.doors().bootstrap()).isEqualTo(Path.of("/pod/run/bootstrap.yaml"));
  }

  @Test
  void whoeverAnswersDnsSaysSoToTheControlPlane() {
    Map<String, String> named = Map.of("POD_NAME", "x");
    assertThat(of(named, "--dns-capture").workload().metadata())
        .containsEntry("DNS_CAPTURE", "true");
    assertThat(of(named).workload().metadata()).doesNotContainKey("DNS_CAPTURE");
  }

  @Test
  void whatCannotBeUnderstoodIsNamed() {
    assertThatThrownBy(() -> of(Map.of()))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("POD_NAME");
    assertThatThrownBy(() -> of(POD, "--proxy=nginx")).hasMessageContaining("weft, envoy or none");
    assertThatThrownBy(() -> of(POD, "--status-port=x")).hasMessageContaining("--status-port");
    assertThatThrownBy(() -> of(POD, "--drain-duration=soon")).hasMessageContaining("'soon'");
    assertThatThrownBy(() -> of(POD, "--interception-mode=MAGIC")).hasMessageContaining("TPROXY");
    assertThatThrownBy(() -> of(POD, "--labels=app")).hasMessageContaining("app=reviews");
    assertThatThrownBy(() -> of(Map.of("POD_NAME", "x", "PROXY_CONFIG", "[1")))
        .hasMessageContaining("PROXY_CONFIG");
  }
}
