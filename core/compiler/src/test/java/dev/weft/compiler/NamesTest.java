package dev.weft.compiler;

import static dev.weft.compiler.Clusters.client;
import static dev.weft.compiler.Clusters.join;
import static dev.weft.compiler.Clusters.network;
import static dev.weft.compiler.Clusters.service;
import static dev.weft.compiler.Clusters.world;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.world.Node;
import dev.weft.world.World;
import dev.weft.xds.NameTable;
import dev.weft.xds.ResourceType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NamesTest {
  private static final Map<String, Object> DNS = Map.of("DNS_CAPTURE", "true");
  private static final String HOST = "reviews.default.svc.cluster.local";

  private static NameTable table(World world, Node node) {
    return NameTable.of(
        Compiler.compile(world, node).find(ResourceType.NAME_TABLE, "").orElseThrow().message());
  }

  private static List<String> addresses(World world, Node node, String host) {
    return Optional.ofNullable(table(world, node).names().get(host))
        .map(NameTable.Name::addresses)
        .orElse(List.of());
  }

  private static String entry(String name, String host, String more) {
    return """
    apiVersion: networking.istio.io/v1
    kind: ServiceEntry
    metadata: {name: %s, namespace: default}
    spec:
      hosts: ['%s']
      ports: [{number: 5432, name: tcp, protocol: TCP}]
      %s
    """
        .formatted(name, host, more);
  }

  @Test
  void aServiceOfAnotherClusterHasANameWithItsOwnAddress() {
    World world = world("", service("10.97.0.1"));
    Node east = client("east", "", DNS);
    assertThat(table(world, east).names().get(HOST))
        .isEqualTo(new NameTable.Name(List.of("10.97.0.1"), "Kubernetes", "reviews", "default"));
  }

  @Test
  void aServiceOfBothClustersHasTheAddressOfTheClientsCluster() {
    World world = world(service("10.96.0.1"), service("10.97.0.1"));
    assertThat(addresses(world, client("east", "", DNS), HOST)).containsExactly("10.96.0.1");
    assertThat(addresses(world, client("west", "", DNS), HOST)).containsExactly("10.97.0.1");
  }

  @Test
  void aNodeWhoseDnsIsNotCapturedIsToldNoNames() {
    World world = world(service("10.96.0.1"), "");
    assertThat(Compiler.compile(world, client("east", "", Map.of())).of(ResourceType.NAME_TABLE))
        .isEmpty();
  }

  @Test
  void entriesWithoutAddressGetOneThatTellsThemApart() {
    String one = entry("one", "one.example", "resolution: DNS");
    String two = entry("two", "two.example", "resolution: DNS");
    World world = world(join(one, two), "");
    Node node = client("east", "", DNS);
    List<String> first = addresses(world, node, "one.example");
    List<String> second = addresses(world, node, "two.example");
    assertThat(first).hasSize(1).allMatch(address -> address.startsWith("240.240."));
    assertThat(second).hasSize(1).doesNotContainAnyElementsOf(first);
    assertThat(addresses(world(two, ""), node, "two.example")).isEqualTo(second);
    assertThat(Meshes.listener(Meshes.plan(world, node), first.getFirst() + "_5432").chains())
        .isNotEmpty();
    assertThat(Meshes.plan(world, client("east", "", Map.of())).listeners())
        .noneMatch(listener -> listener.name().startsWith("240."));
  }

  @Test
  void anAddressOfTheNodesFamilyIsGiven() {
    Node six =
        Node.parse(
                "sidecar~fd00::9~client.default~default.svc.cluster.local",
                dev.weft.model.Locality.UNKNOWN,
                Map.of("DNS_CAPTURE", "true"))
            .orElseThrow();
    World world = world(entry("one", "one.example", "resolution: DNS"), "");
    assertThat(addresses(world, six, "one.example"))
        .hasSize(1)
        .allMatch(address -> address.startsWith("2001:2::f0f0:"));
  }

  @Test
  void entriesThatOptOutOrKeepTheDestinationGetNone() {
    String out =
        entry("out", "out.example", "resolution: DNS")
            .replace(
                "namespace: default}",
                "namespace: default, labels: {networking.istio.io/enable-autoallocate-ip:"
                    + " 'false'}}");
    String none = entry("none", "none.example", "resolution: NONE");
    String wild = entry("wild", "*.wild.example", "resolution: NONE\n  addresses: [9.9.9.9]");
    World world = world(join(out, none, wild), "");
    assertThat(table(world, client("east", "", DNS)).names()).containsOnlyKeys("*.wild.example");
  }

  @Test
  void headlessServicesAreTheirReadyPodsOfTheNetworkAndEachPodHasAName() {
    String db =
        """
        apiVersion: v1
        kind: Service
        metadata: {name: db, namespace: default}
        spec: {clusterIP: None, selector: {app: db}, ports: [{name: tcp, port: 5432}]}
        """;
    World world =
        world(
            join(network("net-1"), db, pod("db-0", "10.1.0.1", ""), pod("db-1", "10.1.0.2", "no")),
            join(
                network("net-1"),
                db,
                pod("db-0", "10.2.0.1", ""),
                pod("db-2", "10.2.0.2", "")
                    .replace("{app:", "{topology.istio.io/network: far, app:"),
                pod("db-3", "10.2.0.3", "")));
    Node east = client("east", "", DNS);
    assertThat(addresses(world, east, "db.default.svc.cluster.local"))
        .containsExactlyInAnyOrder("10.1.0.1", "10.2.0.1", "10.2.0.3");
    assertThat(addresses(world, east, "db-0.db.default.svc.cluster.local"))
        .containsExactly("10.1.0.1");
    assertThat(addresses(world, east, "db-3.db.default.svc.cluster.local"))
        .containsExactly("10.2.0.3");
    assertThat(table(world, east).names())
        .containsEntry(
            "db-3.db.default.svc.cluster.local",
            new NameTable.Name(List.of("10.2.0.3"), "Kubernetes", "db-3.db", "default"));
    assertThat(addresses(world, client("west", "", DNS), "db-0.db.default.svc.cluster.local"))
        .containsExactly("10.2.0.1");
  }

  private static String pod(String name, String address, String ready) {
    return """
    apiVersion: v1
    kind: Pod
    metadata: {name: %1$s, namespace: default, labels: {app: db}}
    spec: {hostname: %1$s, subdomain: db}
    status:
      phase: Running
      podIP: %2$s
      conditions: [{type: Ready, status: '%3$s'}]
    """
        .formatted(name, address, ready.isEmpty() ? "True" : "False");
  }
}
