package dev.weft.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.weft.api.Parser;
import dev.weft.api.kubernetes.Secret;
import dev.weft.api.virtualservice.VirtualService;
import dev.weft.model.Host;
import dev.weft.model.Labels;
import dev.weft.model.Locality;
import dev.weft.model.Problem;
import dev.weft.model.ResourceKey;
import dev.weft.world.registry.Endpoint;
import dev.weft.world.registry.Placement;
import dev.weft.world.registry.Service;
import dev.weft.world.registry.ServicePort;
import dev.weft.world.registry.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClustersTest {
  private static final World EMPTY = World.empty("east");

  static List<Change> put(String... yaml) {
    List<Change> changes = new ArrayList<>();
    for (String text : yaml) {
      Parser.parse("mesh.yaml", text, "default")
          .resources()
          .forEach(resource -> changes.add(new Change.Put(resource)));
    }
    return changes;
  }

  static List<Change> remote(String cluster, String... yaml) {
    return put(yaml).stream().<Change>map(change -> new Change.Remote(cluster, change)).toList();
  }

  static String service(String name, String address, int port) {
    return """
    apiVersion: v1
    kind: Service
    metadata: {name: %s, namespace: default}
    spec: {clusterIP: %s, selector: {app: %s}, ports: [{name: http, port: %d, targetPort: 8080}]}
    """
        .formatted(name, address, name, port);
  }

  static String pod(String app, String name, String address) {
    return """
    apiVersion: v1
    kind: Pod
    metadata: {name: %s, namespace: default, labels: {app: %s}}
    spec: {nodeName: node-1, serviceAccountName: %s}
    status: {phase: Running, podIP: %s}
    """
        .formatted(name, app, app, address);
  }

  private static String namespace(String name, String network) {
    return """
    apiVersion: v1
    kind: Namespace
    metadata: {name: %s, labels: {topology.istio.io/network: %s}}
    """
        .formatted(name, network);
  }

  private static Service reviews(World world) {
    return world
        .registry()
        .service(new Host("reviews.default.svc.cluster.local"), "default")
        .orElseThrow();
  }

  private static List<String> addresses(World world, int port) {
    return world.registry().endpoints(reviews(world), port).stream()
        .map(Endpoint::address)
        .toList();
  }

  private static Workload workload(World world, String name) {
    return world.registry().workloads().stream()
        .filter(workload -> workload.key().name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aServiceOfTwoClustersIsOneWithTheEndpointsOfBoth() {
    World world =
        EMPTY
            .with(put(service("reviews", "10.96.0.1", 80), pod("reviews", "a", "10.1.0.1")))
            .with(
                remote(
                    "west", service("reviews", "10.97.0.9", 80), pod("reviews", "a", "10.2.0.1")));
    assertThat(world.clusters()).containsExactly("east", "west");
    assertThat(world.registry().services()).hasSize(1);
    assertThat(addresses(world, 80)).containsExactly("10.1.0.1", "10.2.0.1");
    assertThat(reviews(world).addresses("east")).containsExactly("10.96.0.1");
    assertThat(reviews(world).addresses("west")).containsExactly("10.97.0.9");
    assertThat(reviews(world).addresses("north")).containsExactly("10.96.0.1");
    assertThat(world.registry().workloads()).extracting(Workload::key).doesNotHaveDuplicates();
  }

  @Test
  void aServiceThatOnlyAnotherClusterHasIsAService() {
    World world =
        EMPTY.with(
            remote("west", service("reviews", "10.97.0.9", 80), pod("reviews", "a", "10.2.0.1")));
    assertThat(addresses(world, 80)).containsExactly("10.2.0.1");
    assertThat(reviews(world).addresses("east")).containsExactly("10.97.0.9");
    Node client = Node.sidecar("client", "default", "10.1.0.9", Labels.NONE);
    assertThat(View.of(world, client).services()).hasSize(1);
  }

  @Test
  void portsAreUnitedByNumberAndByName() {
    World world =
        EMPTY
            .with(put(service("reviews", "10.96.0.1", 80), pod("reviews", "a", "10.1.0.1")))
            .with(
                remote(
                    "west",
                    service("reviews", "10.97.0.9", 8000)
                        .replace("}]}", "}, {name: admin, port: 81, targetPort: 8081}]}"),
                    pod("reviews", "a", "10.2.0.1")));
    assertThat(reviews(world).ports()).extracting(ServicePort::number).containsExactly(80, 81);
    assertThat(addresses(world, 80)).containsExactly("10.1.0.1", "10.2.0.1");
    assertThat(addresses(world, 81)).containsExactly("10.2.0.1");
  }

  @Test
  void istiosRulesCountFromTheConfigClusterAlone() {
    String route =
        """
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: reviews, namespace: default}
        spec: {hosts: [reviews], http: [{route: [{destination: {host: reviews}}]}]}
        """;
    World world = EMPTY.with(remote("west", route));
    assertThat(world.all(VirtualService.class)).isEmpty();
    assertThat(world).isSameAs(EMPTY);
  }

  @Test
  void unlinkingDropsAllThatCameFromTheCluster() {
    World one =
        EMPTY.with(put(service("reviews", "10.96.0.1", 80), pod("reviews", "a", "10.1.0.1")));
    World both =
        one.with(
            remote("west", service("reviews", "10.97.0.9", 80), pod("reviews", "b", "10.2.0.1")));
    World again = both.with(List.of(new Change.Unlinked("west")));
    assertThat(again.clusters()).containsExactly("east");
    assertThat(again.registry().services()).isEqualTo(one.registry().services());
    assertThat(addresses(again, 80)).containsExactly("10.1.0.1");
    assertThat(again.with(List.of(new Change.Unlinked("west")))).isSameAs(again);
  }

  @Test
  void aClusterLinkedAgainInOneBatchStartsAnew() {
    World both =
        EMPTY.with(
            remote("west", service("reviews", "10.97.0.9", 80), pod("reviews", "b", "10.2.0.1")));
    List<Change> changes = new ArrayList<>(List.of(new Change.Unlinked("west")));
    changes.addAll(remote("west", service("reviews", "10.97.0.9", 80)));
    assertThat(addresses(both.with(changes), 80)).isEmpty();
  }

  @Test
  void goneAndBrokenAreOfTheirClusterAlone() {
    String text = service("reviews", "10.96.0.1", 80);
    ResourceKey key = new ResourceKey("Service", "default", "reviews");
    Problem problem = Problem.error(Problem.Code.INVALID_VALUE, "spec", "wrong", "mend it");
    World world =
        EMPTY
            .with(put(text))
            .with(remote("west", text))
            .with(
                List.of(
                    new Change.Remote("west", new Change.Broken(key, List.of(problem))),
                    new Change.Gone(key)));
    assertThat(world.problems()).isEmpty();
    assertThat(world.problems("west")).containsOnlyKeys(key);
    assertThat(world.resource(key)).isEmpty();
    assertThat(world.resource("west", key)).isPresent();
    assertThat(reviews(world).clusters()).containsOnlyKeys("west");
  }

  @Test
  void secretsOfAnotherClusterAreKeptApart() {
    String secret =
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: site, namespace: default}
        stringData: {cert: abc}
        """;
    World world = EMPTY.with(remote("west", secret));
    assertThat(world.all(Secret.class)).isEmpty();
    assertThat(world.all("west", Secret.class)).hasSize(1);
    assertThat(world.resource("west", new ResourceKey("Secret", "default", "site"))).isPresent();
  }

  @Test
  void aLinkFromTheConfigClusterToItselfSaysNothing() {
    assertThat(EMPTY.with(remote("east", service("reviews", "10.96.0.1", 80)))).isSameAs(EMPTY);
  }

  @Test
  void aRemoteChangeWrapsNoOther() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Change.Remote("west", new Change.Unlinked("north")));
  }

  @Test
  void theRootNamespaceNamesTheNetworkOfItsCluster() {
    World world =
        EMPTY
            .with(put(namespace("istio-system", "net-1"), pod("reviews", "a", "10.1.0.1")))
            .with(
                remote(
                    "west",
                    namespace("istio-system", "net-2"),
                    namespace("default", "none"),
                    pod("reviews", "b", "10.2.0.1"),
                    pod("reviews", "c", "10.2.0.2")
                        .replace("{app:", "{topology.istio.io/network: net-3, app:")));
    assertThat(workload(world, "a").placement())
        .isEqualTo(new Placement("east", "net-1", Locality.UNKNOWN));
    assertThat(workload(world, "b").placement().network()).isEqualTo("net-2");
    assertThat(workload(world, "c").placement().network()).isEqualTo("net-3");
  }

  @Test
  void meshNetworksNameNetworksByClusterAndByRange() {
    String networks =
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: istio, namespace: istio-system}
        data:
          meshNetworks: |
            networks:
              net-1: {endpoints: [{fromRegistry: east}]}
              net-2: {endpoints: [{fromCidr: 10.2.0.0/16}]}
        """;
    World world =
        EMPTY
            .with(put(networks, pod("reviews", "a", "10.1.0.1")))
            .with(remote("west", pod("reviews", "b", "10.2.0.1"), pod("reviews", "c", "10.3.0.1")));
    assertThat(workload(world, "a").placement().network()).isEqualTo("net-1");
    assertThat(workload(world, "b").placement().network()).isEqualTo("net-2");
    assertThat(workload(world, "c").placement().network()).isEmpty();
  }

  @Test
  void aPodStandsWhereItsMachineStands() {
    String node =
        """
        apiVersion: v1
        kind: Node
        metadata:
          name: node-1
          labels:
            topology.kubernetes.io/region: eu
            topology.kubernetes.io/zone: eu-1
            topology.istio.io/subzone: rack-7
        """;
    World world =
        EMPTY
            .with(put(node, pod("reviews", "a", "10.1.0.1")))
            .with(remote("west", pod("reviews", "b", "10.2.0.1")));
    assertThat(workload(world, "a").placement().locality())
        .isEqualTo(new Locality("eu", "eu-1", "rack-7"));
    assertThat(workload(world, "b").placement().locality()).isEqualTo(Locality.UNKNOWN);
  }

  @Test
  void aNodeServesWhatItsOwnClusterSaysOfItsAddress() {
    World world =
        EMPTY
            .with(put(service("reviews", "10.96.0.1", 80), pod("reviews", "a", "10.1.0.1")))
            .with(
                remote(
                    "west", service("ratings", "10.97.0.9", 80), pod("ratings", "b", "10.1.0.1")));
    assertThat(served(world, "east")).containsExactly("reviews");
    assertThat(served(world, "west")).containsExactly("ratings");
    assertThat(served(world, "unheard-of")).containsExactly("reviews");
  }

  private static List<String> served(World world, String cluster) {
    Node node =
        Node.parse(
                "sidecar~10.1.0.1~x.default~default.svc.cluster.local",
                Locality.UNKNOWN,
                Map.of("CLUSTER_ID", cluster))
            .orElseThrow();
    return View.of(world, node).targets().stream().map(target -> target.service().name()).toList();
  }

  @Test
  void anEntrySelectsWorkloadsOfEveryCluster() {
    String entry =
        """
        apiVersion: networking.istio.io/v1
        kind: ServiceEntry
        metadata: {name: shop, namespace: default}
        spec:
          hosts: [shop.example]
          location: MESH_INTERNAL
          resolution: STATIC
          workloadSelector: {labels: {app: reviews}}
          ports: [{number: 80, name: http, protocol: HTTP, targetPort: 8080}]
        """;
    World world =
        EMPTY
            .with(put(entry, pod("reviews", "a", "10.1.0.1")))
            .with(remote("west", pod("reviews", "b", "10.2.0.1")));
    Service shop = world.registry().service(new Host("shop.example"), "default").orElseThrow();
    assertThat(world.registry().endpoints(shop, 80))
        .extracting(Endpoint::address)
        .containsExactly("10.1.0.1", "10.2.0.1");
  }

  @Test
  void aChangeOfOneClusterDerivesThatClusterAlone() {
    World before =
        EMPTY
            .with(put(service("reviews", "10.96.0.1", 80), pod("reviews", "a", "10.1.0.1")))
            .with(
                remote(
                    "west", service("reviews", "10.97.0.9", 80), pod("reviews", "b", "10.2.0.1")));
    World after = before.with(remote("west", pod("reviews", "c", "10.2.0.2")));
    assertThat(addresses(after, 80)).containsExactly("10.1.0.1", "10.2.0.1", "10.2.0.2");
    assertThat(workload(after, "a")).isSameAs(workload(before, "a"));
    assertThat(workload(after, "b")).isNotSameAs(workload(before, "b"));
    assertThat(after.registry().services()).isSameAs(before.registry().services());
    assertThat(after.with(remote("west", pod("reviews", "c", "10.2.0.2")))).isSameAs(after);
  }
}
