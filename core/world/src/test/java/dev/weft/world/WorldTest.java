package dev.weft.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.api.Parser;
import dev.weft.model.Labels;
import dev.weft.model.Problem;
import dev.weft.model.ResourceKey;
import dev.weft.world.registry.Instance;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorldTest {
  private static final String REVIEWS =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: reviews, namespace: default}
      spec: {clusterIP: 10.96.0.1, selector: {app: reviews}, ports: [{name: http, port: 9080}]}
      """;
  private static final ResourceKey ROUTES = new ResourceKey("VirtualService", "default", "reviews");
  private static final Node CLIENT =
      Node.sidecar("client", "default", "10.0.0.9", Labels.of(Map.of("app", "client")));

  private static List<Change.Put> put(String yaml) {
    return Parser.parse("mesh.yaml", yaml, "default").resources().stream()
        .map(Change.Put::new)
        .toList();
  }

  private static String routes(String timeout) {
    return """
    apiVersion: networking.istio.io/v1
    kind: VirtualService
    metadata: {name: reviews, namespace: default}
    spec:
      hosts: [reviews]
      http: [{timeout: %s, route: [{destination: {host: reviews}}]}]
    """
        .formatted(timeout);
  }

  private static Change.Runs instance(boolean ready) {
    return new Change.Runs(
        new Instance(
            "reviews-v1",
            "reviews-v1",
            "default",
            Labels.of(Map.of("app", "reviews")),
            "reviews",
            "10.0.0.1",
            List.of(),
            ready));
  }

  @Test
  void theSameTextAgainIsTheSameWorld() {
    World world = World.EMPTY.with(put(REVIEWS)).with(List.of(instance(true)));
    assertThat(world.with(put(REVIEWS))).isSameAs(world);
    assertThat(world.with(List.of(instance(true)))).isSameAs(world);
    assertThat(world.with(List.of())).isSameAs(world);
  }

  @Test
  void aChangeOfRoutesSharesEverythingElse() {
    World before = World.EMPTY.with(put(REVIEWS + "---\n" + routes("1s")));
    World after = before.with(put(routes("2s")));
    assertThat(after.version()).isEqualTo(before.version() + 1);
    assertThat(after.registry()).isSameAs(before.registry());
    assertThat(after.mesh()).isSameAs(before.mesh());
    assertThat(after.configuration().destinationRules())
        .isSameAs(before.configuration().destinationRules());
    assertThat(after.configuration().virtualServices())
        .isNotSameAs(before.configuration().virtualServices());
    Object lasting = before.lasting("key", Object.class, Object::new);
    assertThat(after.lasting("key", Object.class, Object::new)).isSameAs(lasting);
    Object derived = before.derived("key", Object.class, Object::new);
    assertThat(before.derived("key", Object.class, Object::new)).isSameAs(derived);
    assertThat(after.derived("key", Object.class, Object::new)).isNotSameAs(derived);
  }

  @Test
  void anEndpointThatComesOrGoesLeavesServicesAndScopesAlone() {
    World before = World.EMPTY.with(put(REVIEWS)).with(List.of(instance(true)));
    Object lasting = before.lasting("key", Object.class, Object::new);
    World after = before.with(List.of(instance(false)));
    assertThat(after.registry().services()).isSameAs(before.registry().services());
    assertThat(after.scope(CLIENT)).isSameAs(before.scope(CLIENT));
    assertThat(after.lasting("key", Object.class, Object::new)).isNotSameAs(lasting);
    World ended = after.with(List.of(new Change.Ended("default", "reviews-v1")));
    assertThat(ended.registry().workloads()).isEmpty();
  }

  @Test
  void aBrokenResourceKeepsItsLastValidVersionUntilItIsWholeOrGone() {
    World valid = World.EMPTY.with(put(REVIEWS + "---\n" + routes("1s")));
    Problem problem =
        Problem.error(Problem.Code.INVALID_VALUE, "spec.http[0].timeout", "no duration", "1s");
    World broken = valid.with(List.of(new Change.Broken(ROUTES, List.of(problem))));
    assertThat(broken.problems()).containsExactly(Map.entry(ROUTES, List.of(problem)));
    assertThat(broken.resource(ROUTES)).isEqualTo(valid.resource(ROUTES));
    assertThat(broken.configuration()).isSameAs(valid.configuration());

    World mended = broken.with(put(routes("3s")));
    assertThat(mended.problems()).isEmpty();
    assertThat(mended.resource(ROUTES)).isNotEqualTo(valid.resource(ROUTES));

    World gone = broken.with(List.of(new Change.Gone(ROUTES)));
    assertThat(gone.problems()).isEmpty();
    assertThat(gone.resource(ROUTES)).isEmpty();
  }

  @Test
  void aResourceThatWasNeverValidIsOnlyAProblem() {
    Problem problem = Problem.error(Problem.Code.INVALID_VALUE, "", "not YAML", "correct it");
    World world = World.EMPTY.with(List.of(new Change.Broken(ROUTES, List.of(problem))));
    assertThat(world.resource(ROUTES)).isEmpty();
    assertThat(world.problems()).containsKey(ROUTES);
  }
}
