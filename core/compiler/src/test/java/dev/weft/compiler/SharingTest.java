package dev.weft.compiler;

import static dev.weft.compiler.Meshes.runs;
import static dev.weft.compiler.Meshes.service;
import static dev.weft.compiler.Meshes.sidecar;
import static dev.weft.compiler.Meshes.world;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.api.Parser;
import dev.weft.compiler.emission.Emitter;
import dev.weft.world.Change;
import dev.weft.world.Node;
import dev.weft.world.World;
import dev.weft.xds.ResourceType;
import dev.weft.xds.Resources;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SharingTest {
  private static final String SERVICES =
      service("reviews", "10.1.0.1", "http", 9080)
          + "---\n"
          + service("ratings", "10.1.0.2", "http", 9080);
  private static final Node FIRST = sidecar("a", "10.0.0.8", Map.of("app", "a"));
  private static final Node SECOND = sidecar("b", "10.0.0.9", Map.of("app", "b"));

  private final Emitter emitter = new Emitter();

  private static World mesh() {
    return world(SERVICES)
        .with(List.of(runs("reviews-v1", Map.of("app", "reviews"), "10.0.0.1", 9080)));
  }

  private static World and(World world, String yaml) {
    return world.with(
        Parser.parse("more.yaml", yaml, "default").resources().stream()
            .map(Change.Put::new)
            .toList());
  }

  private Resources compile(World world, Node node) {
    Resources shared = Compiler.compile(world, node, emitter);
    assertThat(shared).as("sharing changes nothing").isEqualTo(alone(world, node));
    return shared;
  }

  private static Resources alone(World world, Node node) {
    List<Change> all = new java.util.ArrayList<>();
    world.resources().forEach(resource -> all.add(new Change.Put(resource)));
    world.instances().forEach(instance -> all.add(new Change.Runs(instance)));
    return Compiler.compile(World.EMPTY.with(all), node);
  }

  @Test
  void sidecarsOfOneNamespaceShareTablesAndEndpoints() {
    World world = mesh();
    Resources first = compile(world, FIRST);
    Resources second = compile(world, SECOND);
    assertThat(second.of(ResourceType.ROUTE)).isSameAs(first.of(ResourceType.ROUTE));
    assertThat(second.of(ResourceType.ENDPOINT)).isSameAs(first.of(ResourceType.ENDPOINT));
  }

  @Test
  void aChangeOfRoutesLeavesClustersAndEndpointsAlone() {
    World world = mesh();
    Resources before = compile(world, FIRST);
    Resources after =
        compile(
            and(
                world,
                """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: reviews, namespace: default}
                spec:
                  hosts: [reviews]
                  http: [{timeout: 3s, route: [{destination: {host: reviews}}]}]
                """),
            FIRST);
    assertThat(after.of(ResourceType.ENDPOINT)).isSameAs(before.of(ResourceType.ENDPOINT));
    assertThat(after.diff(before).changed())
        .extracting(resource -> resource.type() + " " + resource.name())
        .containsExactly("ROUTE 9080");
  }

  @Test
  void whatDependsOnLabelsIsNotSharedWithThoseWhoLackThem() {
    World world =
        and(
            mesh(),
            """
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: reviews, namespace: default}
            spec:
              hosts: [reviews]
              http:
              - match: [{sourceLabels: {app: a}}]
                directResponse: {status: 418}
              - route: [{destination: {host: reviews}}]
            ---
            apiVersion: networking.istio.io/v1
            kind: DestinationRule
            metadata: {name: ratings, namespace: default}
            spec:
              host: ratings
              workloadSelector: {matchLabels: {app: b}}
              trafficPolicy: {loadBalancer: {simple: RANDOM}}
            """);
    Resources first = compile(world, FIRST);
    Resources second = compile(world, SECOND);
    assertThat(first.of(ResourceType.ROUTE)).isNotEqualTo(second.of(ResourceType.ROUTE));
    assertThat(
            first.of(ResourceType.CLUSTER).get("outbound|9080||ratings.default.svc.cluster.local"))
        .isNotEqualTo(
            second
                .of(ResourceType.CLUSTER)
                .get("outbound|9080||ratings.default.svc.cluster.local"));
  }

  @Test
  void anEndpointThatComesIsToldToAll() {
    World world = mesh();
    Resources before = compile(world, FIRST);
    Resources after =
        compile(
            world.with(List.of(runs("reviews-v2", Map.of("app", "reviews"), "10.0.0.2", 9080))),
            FIRST);
    assertThat(after.diff(before).changed())
        .extracting(resource -> resource.type().name())
        .containsOnly("ENDPOINT", "CLUSTER");
  }

  @Test
  void aSidecarThatNarrowsWhatIsSeenIsFollowedAtOnce() {
    World world = mesh();
    compile(world, FIRST);
    World narrowed =
        and(
            world,
            """
            apiVersion: networking.istio.io/v1
            kind: Sidecar
            metadata: {name: only, namespace: default}
            spec: {egress: [{hosts: ['./ratings.default.svc.cluster.local']}]}
            """);
    assertThat(compile(narrowed, FIRST).of(ResourceType.ENDPOINT))
        .containsOnlyKeys("outbound|9080||ratings.default.svc.cluster.local");
  }
}
