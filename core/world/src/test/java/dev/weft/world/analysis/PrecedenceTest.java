package dev.weft.world.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.api.Parser;
import dev.weft.model.Problem;
import dev.weft.model.ResourceKey;
import dev.weft.world.Change;
import dev.weft.world.World;
import dev.weft.world.analysis.Precedence.Extent;
import java.util.List;
import org.junit.jupiter.api.Test;

class PrecedenceTest {
  private static Precedence of(String... documents) {
    var parsed = Parser.parse("mesh.yaml", String.join("---\n", documents), "default");
    assertThat(parsed.isValid()).describedAs(parsed.problems().toString()).isTrue();
    return Precedence.of(
        World.EMPTY.with(parsed.resources().stream().map(Change.Put::new).toList()));
  }

  private static String routing(String name, String spec) {
    return """
    apiVersion: networking.istio.io/v1
    kind: VirtualService
    metadata: {name: %s, namespace: default}
    spec: %s
    """
        .formatted(name, spec);
  }

  private static String policy(String name, String spec) {
    return routing(name, spec).replace("VirtualService", "DestinationRule");
  }

  private static Extent routing(Precedence precedence, String name) {
    return precedence.extent(new ResourceKey("VirtualService", "default", name));
  }

  private static Extent policy(Precedence precedence, String name) {
    return precedence.extent(new ResourceKey("DestinationRule", "default", name));
  }

  private static List<String> causes(Precedence precedence) {
    return precedence.problems().stream().map(Problem::cause).toList();
  }

  private static final String TO = "route: [{destination: {host: reviews}}]";

  @Test
  void aHostThatAnotherOneHasIsLostAndTheOthersCount() {
    Precedence precedence =
        of(
            routing("a", "{hosts: [reviews], http: [{%s}]}".formatted(TO)),
            routing("b", "{hosts: [ratings, reviews], http: [{%s}]}".formatted(TO)));

    assertThat(routing(precedence, "a")).isEqualTo(Extent.WHOLE);
    assertThat(routing(precedence, "b")).isEqualTo(Extent.PART);
    assertThat(precedence.problems()).hasSize(1);
    assertThat(precedence.problems().getFirst().path()).isEqualTo("spec.hosts[1]");
    assertThat(causes(precedence).getFirst())
        .startsWith("VirtualService default/a (mesh.yaml:4:16) already routes 'reviews.default.")
        .endsWith("so this one has no effect on it (IST0109)");
  }

  @Test
  void whoSeesOnlyTheSecondOneFollowsIt() {
    Precedence precedence =
        of(
            routing("a", "{hosts: [reviews], exportTo: [.], http: [{%s}]}".formatted(TO)),
            routing("b", "{hosts: [reviews], http: [{%s}]}".formatted(TO)));

    assertThat(routing(precedence, "b")).isEqualTo(Extent.WHOLE);
    assertThat(precedence.problems()).isEmpty();
  }

  @Test
  void routesOfAnotherProtocolPortOrClientAreNoConflict() {
    Precedence precedence =
        of(
            routing("a", "{hosts: [reviews], tcp: [{%s}]}".formatted(TO)),
            routing("b", "{hosts: [reviews], http: [{match: [{port: 80}], %s}]}".formatted(TO)),
            routing(
                "c",
                "{hosts: [reviews], http: [{match: [{sourceLabels: {app: x}}], %s}]}"
                    .formatted(TO)),
            routing("d", "{hosts: [reviews], http: [{match: [{port: 81}], %s}]}".formatted(TO)));

    assertThat(precedence.problems()).isEmpty();
  }

  @Test
  void aGatewayJoinsRulesAndOnlyTheSameConditionIsLost() {
    String bound = "{hosts: [shop.example], gateways: [front], http: [%s]}";
    String everything = "{%s}".formatted(TO);
    String cart = "{match: [{uri: {prefix: /cart}}], %s}".formatted(TO);
    Precedence precedence =
        of(
            routing("a", bound.formatted(everything)),
            routing("b", bound.formatted(cart)),
            routing("c", bound.formatted(cart + "," + everything.replace("reviews", "x"))),
            routing("d", bound.formatted(cart.replace("/cart", "/till") + "," + everything)));

    assertThat(routing(precedence, "b")).isEqualTo(Extent.WHOLE);
    assertThat(routing(precedence, "c")).isEqualTo(Extent.NONE);
    assertThat(routing(precedence, "d")).isEqualTo(Extent.PART);
    assertThat(causes(precedence))
        .anyMatch(cause -> cause.contains("already routes 'shop.example' at Gateway default/front"))
        .anyMatch(cause -> cause.endsWith("so this rule is never reached"));
    assertThat(precedence.problems()).extracting(Problem::path).contains("spec.http[1]");
  }

  @Test
  void ofDestinationRulesNewSubsetsAreJoinedAndTheRestIsLost() {
    String random = "trafficPolicy: {loadBalancer: {simple: RANDOM}}";
    Precedence precedence =
        of(
            policy("a", "{host: reviews, %s, subsets: [{name: v1}]}".formatted(random)),
            policy("b", "{host: reviews, subsets: [{name: v2}]}"),
            policy("c", "{host: reviews, %s, subsets: [{name: v3}]}".formatted(random)),
            policy("d", "{host: reviews, %s, subsets: [{name: v1}]}".formatted(random)));

    assertThat(policy(precedence, "b")).isEqualTo(Extent.WHOLE);
    assertThat(policy(precedence, "c")).isEqualTo(Extent.PART);
    assertThat(policy(precedence, "d")).isEqualTo(Extent.NONE);
    assertThat(causes(precedence))
        .contains(
            "DestinationRule default/a (mesh.yaml:4:23) comes first for"
                + " 'reviews.default.svc.cluster.local', so this policy has no effect")
        .anyMatch(cause -> cause.contains("so the subset 'v1' of this one has no effect"));
  }

  @Test
  void aPolicyThatTheFirstOneLacksCounts() {
    Precedence precedence =
        of(
            policy("a", "{host: reviews, subsets: [{name: v1}]}"),
            policy("b", "{host: reviews, trafficPolicy: {loadBalancer: {simple: RANDOM}}}"));

    assertThat(precedence.problems()).isEmpty();
  }

  @Test
  void aRuleForSomeClientsOnlyDoesNotHideTheOneForAll() {
    String spec =
        "{host: reviews, exportTo: [%s], trafficPolicy: {loadBalancer: {simple: RANDOM}}}";
    assertThat(of(policy("a", spec.formatted(".")), policy("b", spec.formatted("'*'"))).problems())
        .isEmpty();
    Precedence precedence =
        of(policy("a", spec.formatted("'*'")), policy("b", spec.formatted(".")));
    assertThat(policy(precedence, "b")).isEqualTo(Extent.NONE);
  }
}
