package dev.weft.compiler;

import static dev.weft.compiler.Clusters.client;
import static dev.weft.compiler.Clusters.gateway;
import static dev.weft.compiler.Clusters.join;
import static dev.weft.compiler.Clusters.network;
import static dev.weft.compiler.Clusters.pod;
import static dev.weft.compiler.Clusters.service;
import static dev.weft.compiler.Clusters.world;
import static dev.weft.compiler.Meshes.addresses;
import static dev.weft.compiler.Meshes.endpoints;
import static dev.weft.compiler.Meshes.plan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.compiler.plan.ChainPlan;
import dev.weft.compiler.plan.ClusterPlan;
import dev.weft.compiler.plan.EndpointsPlan;
import dev.weft.compiler.plan.Plan;
import dev.weft.model.Locality;
import dev.weft.world.Node;
import dev.weft.world.World;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NetworksTest {
  private static final String REVIEWS = "outbound|80||reviews.default.svc.cluster.local";
  private static final String RELAYED = "outbound_.80_._.reviews.default.svc.cluster.local";
  private static final Node EAST = client("east", "", Map.of());
  private static final Node WEST = client("west", "", Map.of());
  private static final String AUTO =
      """
      apiVersion: networking.istio.io/v1
      kind: Gateway
      metadata: {name: cross-network, namespace: istio-system}
      spec:
        selector: {istio: eastwest}
        servers:
        - port: {number: 15443, name: tls, protocol: TLS}
          tls: {mode: AUTO_PASSTHROUGH}
          hosts: ['*.default.svc.cluster.local']
      """;

  private static World twoNetworks(String more) {
    return world(
        join(network("net-1"), service("10.96.0.1"), pod("a", "10.1.0.1", "eu.a"), AUTO) + more,
        join(
            network("net-2"),
            gateway("net-2", "172.16.0.2"),
            service("10.97.0.1"),
            pod("b", "10.2.0.1", "eu.b"),
            pod("c", "10.2.0.2", "eu.b")));
  }

  private static Node eastWest(String cluster, String network) {
    return Node.parse(
            "router~10.0.0.5~eastwest.istio-system~istio-system.svc.cluster.local",
            Locality.UNKNOWN,
            Map.of(
                "CLUSTER_ID",
                cluster,
                "LABELS",
                Map.of("istio", "eastwest"),
                "REQUESTED_NETWORK_VIEW",
                network))
        .orElseThrow();
  }

  @Test
  void withoutGatewaysEveryEndpointIsReachedDirectly() {
    World world =
        world(
            join(network("net-1"), service("10.96.0.1"), pod("a", "10.1.0.1", "eu.a")),
            join(network("net-2"), service("10.97.0.1"), pod("b", "10.2.0.1", "eu.b")));
    assertThat(addresses(plan(world, EAST), REVIEWS))
        .containsExactlyInAnyOrder("10.1.0.1:80", "10.2.0.1:80");
  }

  @Test
  void anotherNetworkIsReachedThroughItsGatewayWithTheWeightOfItsEndpoints() {
    Plan plan = plan(twoNetworks(""), EAST);
    assertThat(addresses(plan, REVIEWS))
        .containsExactlyInAnyOrder("10.1.0.1:80", "172.16.0.2:15443");
    EndpointsPlan.Endpoint gateway =
        endpoints(plan, REVIEWS).groups().stream()
            .filter(group -> group.locality().zone().equals("b"))
            .findFirst()
            .orElseThrow()
            .endpoints()
            .getFirst();
    assertThat(gateway.weight()).isEqualTo(2);
    assertThat(gateway.tlsMode()).isEqualTo(EndpointsPlan.TlsMode.ISTIO);
    assertThat(gateway.workload()).isEqualTo(";;;;west");
  }

  @Test
  void aNetworkWhoseGatewayIsANameIsReachedOnceTheNameIsKnown() {
    World named =
        world(
            join(network("net-1"), service("10.96.0.1"), pod("a", "10.1.0.1", "eu.a")),
            join(
                network("net-2"),
                gateway("net-2", "172.16.0.2").replace("ip: 172.16.0.2", "hostname: west.example"),
                service("10.97.0.1"),
                pod("b", "10.2.0.1", "eu.b")));
    assertThat(addresses(plan(named, EAST), REVIEWS)).containsExactly("10.1.0.1:80");
    World known = named.resolving(Map.of("west.example", List.of("172.16.0.9")));
    assertThat(addresses(plan(known, EAST), REVIEWS))
        .containsExactlyInAnyOrder("10.1.0.1:80", "172.16.0.9:15443");
  }

  @Test
  void aNetworkWithoutAGatewayIsReachedDirectly() {
    assertThat(addresses(plan(twoNetworks(""), WEST), REVIEWS))
        .containsExactlyInAnyOrder("10.1.0.1:80", "10.2.0.1:80", "10.2.0.2:80");
  }

  @Test
  void theNodesOwnWordOfItsNetworkCounts() {
    Node stranger = client("east", "", Map.of("NETWORK", "net-2"));
    assertThat(addresses(plan(twoNetworks(""), stranger), REVIEWS))
        .containsExactlyInAnyOrder("10.1.0.1:80", "10.2.0.1:80", "10.2.0.2:80");
  }

  @Test
  void weightsAreSharedEvenlyByTheGatewaysOfANetwork() {
    World world =
        world(
            join(network("net-1"), service("10.96.0.1"), pod("a", "10.1.0.1", "eu.a")),
            join(
                network("net-2"),
                gateway("net-2", "172.16.0.2", "172.16.0.3"),
                service("10.97.0.1"),
                pod("b", "10.2.0.1", "eu.b"),
                pod("c", "10.2.0.2", "eu.b"),
                pod("d", "10.2.0.3", "eu.b")));
    List<EndpointsPlan.Endpoint> all =
        endpoints(plan(world, EAST), REVIEWS).groups().stream()
            .flatMap(group -> group.endpoints().stream())
            .toList();
    assertThat(all).extracting(EndpointsPlan.Endpoint::weight).containsExactly(2, 3, 3);
  }

  @Test
  void unmeshedEndpointsOfAnotherNetworkAreLeftOut() {
    World world =
        world(
            join(network("net-1"), service("10.96.0.1"), pod("a", "10.1.0.1", "eu.a")),
            join(
                network("net-2"),
                gateway("net-2", "172.16.0.2"),
                service("10.97.0.1"),
                pod("b", "10.2.0.1", "eu.b").replace("tlsMode: istio", "tlsMode: none")));
    assertThat(addresses(plan(world, EAST), REVIEWS)).containsExactly("10.1.0.1:80");
  }

  @Test
  void aRuleWithoutMeshTlsLeavesOtherNetworksOut() {
    String plain =
        """

        ---
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata: {name: reviews, namespace: default}
        spec: {host: reviews, trafficPolicy: {tls: {mode: DISABLE}}}
        """;
    assertThat(addresses(plan(twoNetworks(plain), EAST), REVIEWS)).containsExactly("10.1.0.1:80");
  }

  @Test
  void anEntryWithoutAddressIsReachedThroughItsNetwork() {
    String entry =
        """

        ---
        apiVersion: networking.istio.io/v1
        kind: ServiceEntry
        metadata: {name: shop, namespace: default}
        spec:
          hosts: [shop.example]
          location: MESH_INTERNAL
          resolution: STATIC
          ports: [{number: 80, name: http, protocol: HTTP}]
          endpoints: [{network: net-2, serviceAccount: shop}, {address: 9.9.9.9}]
        """;
    assertThat(addresses(plan(twoNetworks(entry), EAST), "outbound|80||shop.example"))
        .containsExactlyInAnyOrder("172.16.0.2:15443", "9.9.9.9:80");
  }

  @Test
  void externalEndpointsAreInNoNetwork() {
    String entry =
        """

        ---
        apiVersion: networking.istio.io/v1
        kind: ServiceEntry
        metadata: {name: shop, namespace: default}
        spec:
          hosts: [shop.example]
          resolution: STATIC
          ports: [{number: 80, name: http, protocol: HTTP}]
          endpoints: [{address: 9.9.9.9}]
        """;
    World world = twoNetworks(entry);
    assertThat(addresses(plan(world, EAST), "outbound|80||shop.example"))
        .containsExactly("9.9.9.9:80");
    assertThat(addresses(plan(world, WEST), "outbound|80||shop.example"))
        .containsExactly("9.9.9.9:80");
  }

  @Test
  void anEastWestGatewayRelaysEachPortByServerNameToMeshedEndpointsOfItsNetwork() {
    Plan plan = plan(twoNetworks(""), eastWest("west", "net-2"));
    assertThat(addresses(plan, RELAYED)).containsExactly("10.2.0.1:80", "10.2.0.2:80");
    ClusterPlan cluster = Meshes.cluster(plan, RELAYED);
    assertThat(cluster.tls()).isInstanceOf(ClusterPlan.Plain.class);
    assertThat(addresses(plan, REVIEWS)).containsExactly("10.2.0.1:80", "10.2.0.2:80");
    List<ChainPlan> chains = Meshes.listener(plan, "0.0.0.0_15443").chains();
    assertThat(chains)
        .extracting(chain -> chain.match().serverNames().getFirst())
        .containsExactlyInAnyOrder(RELAYED, "outbound_.7000_._.reviews.default.svc.cluster.local");
    assertThat(chains)
        .allSatisfy(chain -> {
          assertThat(chain.tls()).isEmpty();
          assertThat(chain.match().applicationProtocols()).contains("istio");
        });
    assertThat(plan.secrets()).isEmpty();
  }

  @Test
  void anEastWestGatewayThatAsksForNoViewRelaysNothingToAnotherGateway() {
    assertThat(addresses(plan(twoNetworks(""), eastWest("east", "")), RELAYED))
        .containsExactly("10.1.0.1:80");
  }

  @Test
  void theServerNamesOfClientsAreThoseThatTheGatewayRelays() {
    String subsets =
        """

        ---
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata: {name: reviews, namespace: default}
        spec: {host: reviews, subsets: [{name: v1, labels: {version: v1}}]}
        """;
    World world = twoNetworks(subsets);
    List<String> relayed =
        Meshes.listener(plan(world, eastWest("west", "net-2")), "0.0.0.0_15443").chains().stream()
            .map(chain -> chain.match().serverNames().getFirst())
            .toList();
    List<String> asked =
        plan(world, EAST).clusters().stream()
            .filter(cluster -> cluster.tls() instanceof ClusterPlan.WhereMeshed)
            .filter(cluster -> cluster.name().contains("reviews"))
            .map(cluster -> ((ClusterPlan.WhereMeshed) cluster.tls()).tls().serverName())
            .toList();
    assertThat(relayed).containsExactlyInAnyOrderElementsOf(asked).hasSize(4);
  }

  @Test
  void hostsOfTheServerLimitWhatIsRelayed() {
    World world =
        world(
            join(
                service("10.96.0.1"),
                pod("a", "10.1.0.1", "eu.a"),
                AUTO.replace(
                    "'*.default.svc.cluster.local'", "'other/*', '*.shop.svc.cluster.local'")),
            network("net-2"));
    Plan plan = plan(world, eastWest("east", ""));
    assertThat(plan.listeners()).isEmpty();
    assertThat(plan.clusters()).noneMatch(cluster -> cluster.name().startsWith("outbound_."));
  }

  @Test
  void clusterLocalServicesStayInTheirCluster() {
    String mesh =
        """

        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: istio, namespace: istio-system}
        data:
          mesh: |
            serviceSettings:
            - settings: {clusterLocal: true}
              hosts: ['*.default.svc.cluster.local']
        """;
    World world =
        world(
            join(service("10.96.0.1"), pod("a", "10.1.0.1", "eu.a")) + mesh,
            join(service("10.97.0.1"), pod("b", "10.2.0.1", "eu.b")));
    assertThat(addresses(plan(world, EAST), REVIEWS)).containsExactly("10.1.0.1:80");
    assertThat(addresses(plan(world, WEST), REVIEWS)).containsExactly("10.2.0.1:80");
  }

  @Test
  void listenersUseTheVirtualAddressOfTheNodesOwnCluster() {
    World world =
        world(
            join(service("10.96.0.1"), pod("a", "10.1.0.1", "eu.a")),
            join(service("10.97.0.1"), pod("b", "10.2.0.1", "eu.b")));
    assertThat(Meshes.listener(plan(world, EAST), "10.96.0.1_7000").chains()).isNotEmpty();
    assertThat(Meshes.listener(plan(world, WEST), "10.97.0.1_7000").chains()).isNotEmpty();
    assertThat(plan(world, WEST).listeners())
        .noneMatch(listener -> listener.name().startsWith("10.96."));
  }

  @Test
  void subsetsMayChooseAClusterOrANetwork() {
    String subsets =
        """

        ---
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata: {name: reviews, namespace: default}
        spec:
          host: reviews
          subsets:
          - {name: near, labels: {topology.istio.io/cluster: east}}
          - {name: far, labels: {topology.istio.io/network: net-2}}
        """;
    Plan plan = plan(twoNetworks(subsets), EAST);
    assertThat(addresses(plan, REVIEWS.replace("||", "|near|"))).containsExactly("10.1.0.1:80");
    assertThat(addresses(plan, REVIEWS.replace("||", "|far|"))).containsExactly("172.16.0.2:15443");
  }
}
