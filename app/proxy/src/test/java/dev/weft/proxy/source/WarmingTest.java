package dev.weft.proxy.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import com.google.protobuf.util.Durations;
import dev.weft.xds.ResourceType;
import dev.weft.xds.Resources;
import dev.weft.xds.XdsResource;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.AggregatedConfigSource;
import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import org.junit.jupiter.api.Test;

class WarmingTest {
  private static final long SECOND = 1_000_000_000L;
  private final Warming warming = new Warming();

  private static Cluster eds(String name, int patienceSeconds, int maxRequests) {
    return Cluster.newBuilder()
        .setName(name)
        .setType(Cluster.DiscoveryType.EDS)
        .setMaxRequestsPerConnection(com.google.protobuf.UInt32Value.of(maxRequests))
        .setEdsClusterConfig(
            Cluster.EdsClusterConfig.newBuilder()
                .setEdsConfig(
                    ConfigSource.newBuilder()
                        .setAds(AggregatedConfigSource.getDefaultInstance())
                        .setInitialFetchTimeout(Durations.fromSeconds(patienceSeconds))))
        .build();
  }

  private static ClusterLoadAssignment endpoints(String name) {
    return ClusterLoadAssignment.newBuilder().setClusterName(name).build();
  }

  private static RouteConfiguration routes(String cluster) {
    return RouteConfiguration.newBuilder()
        .setName("80")
        .addVirtualHosts(
            VirtualHost.newBuilder()
                .setName("v")
                .addRoutes(
                    Route.newBuilder().setRoute(RouteAction.newBuilder().setCluster(cluster))))
        .build();
  }

  private static Resources of(Object... typesAndMessages) {
    Resources.Builder builder = Resources.builder();
    for (int i = 0; i < typesAndMessages.length; i += 2) {
      builder.add((ResourceType) typesAndMessages[i], (Message) typesAndMessages[i + 1]);
    }
    return builder.build();
  }

  private static XdsResource cluster(Resources resources, String name) {
    return resources.find(ResourceType.CLUSTER, name).orElseThrow();
  }

  @Test
  void aClusterWaitsForItsEndpoints() {
    Resources cold = of(ResourceType.CLUSTER, eds("a", 0, 0));
    Warming.Step first = warming.step(cold, Resources.EMPTY, 0);
    assertThat(first.effective().size()).isZero();
    assertThat(first.held()).containsOnlyKeys(cluster(cold, "a"));
    assertThat(first.deadlineNanos()).isEmpty();

    Resources warm =
        of(ResourceType.CLUSTER, eds("a", 0, 0), ResourceType.ENDPOINT, endpoints("a"));
    Warming.Step second = warming.step(warm, first.effective(), 3600 * SECOND);
    assertThat(second.effective()).isEqualTo(warm);
    assertThat(second.held()).isEmpty();
  }

  @Test
  void theVersionBeforeServesUntilTheNewOneIsWarm() {
    Resources before =
        of(ResourceType.CLUSTER, eds("a", 0, 1), ResourceType.ENDPOINT, endpoints("a"));
    Resources after = of(ResourceType.CLUSTER, eds("a", 0, 2));
    Warming.Step step = warming.step(after, before, 0);
    assertThat(cluster(step.effective(), "a")).isEqualTo(cluster(before, "a"));
  }

  @Test
  void patienceIsBounded() {
    Resources cold = of(ResourceType.CLUSTER, eds("a", 15, 0));
    Warming.Step first = warming.step(cold, Resources.EMPTY, 5 * SECOND);
    assertThat(first.deadlineNanos()).hasValue(20 * SECOND);
    assertThat(warming.step(cold, Resources.EMPTY, 19 * SECOND).held()).isNotEmpty();
    assertThat(warming.step(cold, Resources.EMPTY, 20 * SECOND).effective()).isEqualTo(cold);
  }

  @Test
  void aChangedRouteTableWaitsForAColdCluster() {
    Resources before =
        of(
            ResourceType.CLUSTER, eds("a", 0, 0),
            ResourceType.ENDPOINT, endpoints("a"),
            ResourceType.ROUTE, routes("a"));
    Resources wanted =
        of(
            ResourceType.CLUSTER, eds("a", 0, 0),
            ResourceType.CLUSTER, eds("b", 0, 0),
            ResourceType.ENDPOINT, endpoints("a"),
            ResourceType.ROUTE, routes("b"));
    Warming.Step step = warming.step(wanted, before, 0);
    assertThat(step.effective()).isEqualTo(before);

    Resources warm = wanted.toBuilder().add(ResourceType.ENDPOINT, endpoints("b")).build();
    assertThat(warming.step(warm, before, 0).effective()).isEqualTo(warm);
  }

  @Test
  void whatAlreadyServesNeverWaits() {
    Resources serving = of(ResourceType.CLUSTER, eds("a", 0, 0));
    assertThat(warming.step(serving, serving, 0).effective()).isEqualTo(serving);
  }
}
