package dev.weft.compiler;

import static dev.weft.compiler.Clusters.client;
import static dev.weft.compiler.Clusters.gateway;
import static dev.weft.compiler.Clusters.join;
import static dev.weft.compiler.Clusters.network;
import static dev.weft.compiler.Clusters.pod;
import static dev.weft.compiler.Clusters.service;
import static dev.weft.compiler.Clusters.world;
import static dev.weft.compiler.Meshes.endpoints;
import static dev.weft.compiler.Meshes.plan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.compiler.plan.EndpointsPlan;
import dev.weft.world.Node;
import dev.weft.world.World;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LocalityTest {
  private static final String REVIEWS = "outbound|80||reviews.default.svc.cluster.local";
  private static final Node CLIENT = client("east", "eu/a/1", Map.of());

  private static String rule(String balancing, String outlier) {
    return """

    ---
    apiVersion: networking.istio.io/v1
    kind: DestinationRule
    metadata: {name: reviews, namespace: default}
    spec: {host: reviews, trafficPolicy: {%s%s}}
    """
        .formatted(balancing, outlier);
  }

  private static final String OUTLIER = "outlierDetection: {interval: 1s}";

  private static String setting(String text) {
    return "loadBalancer: {localityLbSetting: {" + text + "}}, ";
  }

  private static World places(String service, String more) {
    return world(
        join(
                service,
                pod("a", "10.1.0.1", "eu.a.1"),
                pod("b", "10.1.0.2", "eu.a.2"),
                pod("c", "10.1.0.3", "eu.b"),
                pod("d", "10.1.0.4", "us.a"),
                pod("e", "10.1.0.5", "ap.a"))
            + more,
        join(service("10.97.0.1"), pod("f", "10.2.0.1", "us.a")));
  }

  /// `priority locality: addresses (weight)`.
  private static List<String> told(World world, Node node) {
    return endpoints(plan(world, node), REVIEWS).groups().stream().map(LocalityTest::text).toList();
  }

  private static String text(EndpointsPlan.Group group) {
    List<String> hosts =
        group.endpoints().stream()
            .map(endpoint -> endpoint.address().toString().replace(":80", ""))
            .toList();
    return group.priority()
        + " "
        + group.locality()
        + ": "
        + String.join(" ", hosts)
        + (group.weight() == 0 ? "" : " (" + group.weight() + ")");
  }

  @Test
  void withoutOutlierDetectionAllPlacesAreEqual() {
    assertThat(told(places(service("10.96.0.1"), ""), CLIENT))
        .allMatch(group -> group.startsWith("0 "))
        .hasSize(5);
  }

  @Test
  void withOutlierDetectionNearerPlacesComeFirst() {
    assertThat(told(places(service("10.96.0.1"), rule("", OUTLIER)), CLIENT))
        .containsExactly(
            "0 eu/a/1: 10.1.0.1",
            "1 eu/a/2: 10.1.0.2",
            "2 eu/b: 10.1.0.3",
            "3 ap/a: 10.1.0.5",
            "3 us/a: 10.1.0.4 10.2.0.1");
  }

  @Test
  void failoverNamesTheRegionThatComesNext() {
    assertThat(
            told(
                places(
                    service("10.96.0.1"), rule(setting("failover: [{from: eu, to: us}]"), OUTLIER)),
                CLIENT))
        .endsWith("3 us/a: 10.1.0.4 10.2.0.1", "4 ap/a: 10.1.0.5");
  }

  @Test
  void failoverCanBeTurnedOff() {
    assertThat(told(places(service("10.96.0.1"), rule(setting("enabled: false"), OUTLIER)), CLIENT))
        .allMatch(group -> group.startsWith("0 "));
  }

  @Test
  void distributeGivesPlacesTheirSharesAndEmptiesTheOthers() {
    String shares = setting("distribute: [{from: 'eu/a/*', to: {'eu/a/*': 70, 'us/*': 30}}]");
    assertThat(told(places(service("10.96.0.1"), rule(shares, "")), CLIENT))
        .containsExactly(
            "0 eu/a/1: 10.1.0.1 (35)", "0 eu/a/2: 10.1.0.2 (35)", "0 us/a: 10.1.0.4 10.2.0.1 (30)");
    assertThat(told(places(service("10.96.0.1"), rule(shares, "")), client("east", "ap", Map.of())))
        .hasSize(5)
        .noneMatch(group -> group.endsWith(")"));
  }

  @Test
  void failoverPriorityComparesLabelsInTheirOrder() {
    Node labelled = client("east", "eu/a/1", Map.of("LABELS", Map.of("version", "v1", "pod", "c")));
    String priority = setting("failoverPriority: [version, pod]");
    assertThat(told(places(service("10.96.0.1"), rule(priority, OUTLIER)), labelled))
        .containsExactly(
            "0 eu/b: 10.1.0.3",
            "1 ap/a: 10.1.0.5",
            "1 eu/a/1: 10.1.0.1",
            "1 eu/a/2: 10.1.0.2",
            "1 us/a: 10.1.0.4 10.2.0.1");
    assertThat(
            told(
                places(service("10.96.0.1"), rule(setting("failoverPriority: ['pod=f']"), OUTLIER)),
                labelled))
        .startsWith("0 us/a: 10.2.0.1", "1 ap/a: 10.1.0.5")
        .contains("1 us/a: 10.1.0.4");
  }

  @Test
  void failoverPriorityAndFailoverCompose() {
    String both =
        setting("failover: [{from: eu, to: us}], failoverPriority: ['topology.istio.io/cluster']");
    assertThat(told(places(service("10.96.0.1"), rule(both, OUTLIER)), CLIENT))
        .containsExactly(
            "0 eu/a/1: 10.1.0.1",
            "1 eu/a/2: 10.1.0.2",
            "2 eu/b: 10.1.0.3",
            "3 us/a: 10.1.0.4",
            "4 ap/a: 10.1.0.5",
            "5 us/a: 10.2.0.1");
  }

  @Test
  void aServiceMayAskForItsClientsZone() {
    String close =
        service("10.96.0.1").replace("clusterIP:", "trafficDistribution: PreferClose, clusterIP:");
    assertThat(told(places(close, ""), CLIENT))
        .containsExactly(
            "0 eu/a/1: 10.1.0.1",
            "0 eu/a/2: 10.1.0.2",
            "1 eu/b: 10.1.0.3",
            "2 ap/a: 10.1.0.5",
            "2 us/a: 10.1.0.4 10.2.0.1");
    String annotated =
        service("10.96.0.1")
            .replace(
                "namespace: default}",
                "namespace: default, annotations:"
                    + " {networking.istio.io/traffic-distribution: PreferSameZone}}");
    assertThat(told(places(annotated, ""), CLIENT)).isEqualTo(told(places(close, ""), CLIENT));
  }

  @Test
  void aServiceMayAskForItsClientsMachine() {
    String same =
        service("10.96.0.1")
            .replace("clusterIP:", "trafficDistribution: PreferSameNode, clusterIP:");
    World world =
        world(
            join(
                same,
                pod("a", "10.1.0.1", "eu.a.1").replace("spec: {", "spec: {nodeName: m1, "),
                pod("b", "10.1.0.2", "eu.a.1").replace("spec: {", "spec: {nodeName: m2, ")),
            service("10.97.0.1"));
    assertThat(told(world, client("east", "eu/a/1", Map.of("NODE_NAME", "m2"))))
        .containsExactly("0 eu/a/1: 10.1.0.2", "1 eu/a/1: 10.1.0.1");
    assertThat(told(world, client("east", "eu/a/1", Map.of("NODE_NAME", "m1"))))
        .containsExactly("0 eu/a/1: 10.1.0.1", "1 eu/a/1: 10.1.0.2");
  }

  @Test
  void theMeshMaySayItForEveryService() {
    String mesh =
        """

        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: istio, namespace: istio-system}
        data:
          mesh: |
            localityLbSetting:
              distribute: [{from: 'eu/*', to: {'us/*': 100}}]
        """;
    assertThat(told(places(service("10.96.0.1"), mesh), CLIENT))
        .containsExactly("0 us/a: 10.1.0.4 10.2.0.1 (100)");
  }

  @Test
  void anotherNetworkComesAfterEveryPlaceOfTheOwn() {
    World world =
        world(
            join(
                    network("net-1"),
                    service("10.96.0.1"),
                    pod("a", "10.1.0.1", "eu.b"),
                    pod("b", "10.1.0.2", "us.a"))
                + rule(
                    setting(
                        "failoverPriority: ['topology.istio.io/network',"
                            + " 'topology.kubernetes.io/region']"),
                    OUTLIER),
            join(
                network("net-2"),
                gateway("net-2", "172.16.0.2"),
                service("10.97.0.1"),
                pod("c", "10.2.0.1", "eu.a.1")));
    assertThat(told(world, CLIENT))
        .containsExactly("0 eu/b: 10.1.0.1", "1 us/a: 10.1.0.2", "2 eu/a/1: 172.16.0.2:15443");
  }
}
