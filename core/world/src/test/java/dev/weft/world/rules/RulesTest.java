package dev.weft.world.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.api.Parser;
import dev.weft.api.destinationrule.TcpSettings;
import dev.weft.model.Host;
import dev.weft.model.Labels;
import dev.weft.world.Change;
import dev.weft.world.World;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RulesTest {
  private static final Host REVIEWS = new Host("reviews.shop.svc.cluster.local");

  private static World world(String yaml) {
    var parsed = Parser.parse("mesh.yaml", yaml, "default");
    assertThat(parsed.isValid()).as(parsed.problems().toString()).isTrue();
    return World.EMPTY.with(parsed.resources().stream().map(Change.Put::new).toList());
  }

  /// A rule that is told from others by its limit of connections.
  private static String rule(String name, String host, int limit, String more) {
    String[] place = name.split("/");
    return """
    ---
    apiVersion: networking.istio.io/v1
    kind: DestinationRule
    metadata: {name: %s, namespace: %s}
    spec:
      host: '%s'
      trafficPolicy: {connectionPool: {tcp: {maxConnections: %d}}}
      %s
    """
        .formatted(place[1], place[0], host, limit, more);
  }

  /// The limit that holds for a client's connections to reviews in `shop`; zero for none.
  private static int limit(String yaml, String client, Labels labels) {
    return world(yaml)
        .configuration()
        .destinationRules()
        .find(REVIEWS, "shop", client, labels)
        .flatMap(Traffic::policy)
        .flatMap(policy -> policy.connectionPool())
        .flatMap(pool -> pool.tcp())
        .map(TcpSettings::maxConnections)
        .orElse(0);
  }

  private static int limit(String yaml, String client) {
    return limit(yaml, client, Labels.NONE);
  }

  @Test
  void theClientsNamespaceComesBeforeTheServicesAndThatBeforeTheRoot() {
    String own = rule("front/r", REVIEWS.name(), 1, "");
    String theirs = rule("shop/r", REVIEWS.name(), 2, "");
    String root = rule("istio-system/r", REVIEWS.name(), 3, "");
    assertThat(limit(own + theirs + root, "front")).isEqualTo(1);
    assertThat(limit(theirs + root, "front")).isEqualTo(2);
    assertThat(limit(root, "front")).isEqualTo(3);
    assertThat(limit(own, "elsewhere")).isZero();
  }

  @Test
  void theMostSpecificHostOfANamespaceWins() {
    String all = rule("shop/a-all", "*", 1, "");
    String local = rule("shop/b-local", "*.svc.cluster.local", 2, "");
    String narrow = rule("shop/c-narrow", "*.shop.svc.cluster.local", 3, "");
    String exact = rule("shop/d-exact", "reviews", 4, "");
    assertThat(limit(all + local + narrow + exact, "front")).isEqualTo(4);
    assertThat(limit(all + local + narrow, "front")).isEqualTo(3);
    assertThat(limit(all + local, "front")).isEqualTo(2);
    assertThat(limit(all, "front")).isEqualTo(1);
  }

  @Test
  void aRuleThatIsNotExportedIsForItsOwnNamespace() {
    String hidden = rule("shop/r", "reviews", 1, "exportTo: ['.']");
    assertThat(limit(hidden, "shop")).isEqualTo(1);
    assertThat(limit(hidden, "front")).isZero();
    assertThat(limit(rule("shop/r", "reviews", 1, "exportTo: [front]"), "front")).isEqualTo(1);
  }

  @Test
  void aSelectorNarrowsARuleToClientsOfItsNamespace() {
    String general = rule("front/a", REVIEWS.name(), 1, "");
    String mine =
        rule("front/b", REVIEWS.name(), 2, "workloadSelector: {matchLabels: {app: page}}");
    Labels page = Labels.of(Map.of("app", "page"));
    assertThat(limit(general + mine, "front", page)).isEqualTo(2);
    assertThat(limit(general + mine, "front")).isEqualTo(1);
    assertThat(limit(mine.replace("front", "shop"), "front", page)).isZero();
  }

  @Test
  void rulesForOneHostMergeTheirSubsetsAndTheOldestPolicyStays() {
    Traffic merged =
        world(
                rule("shop/a", "reviews", 1, "subsets: [{name: v1, labels: {version: v1}}]")
                    + rule("shop/b", "reviews", 2, "subsets: [{name: v2, labels: {version: v2}}]"))
            .configuration()
            .destinationRules()
            .find(REVIEWS, "shop", "front", Labels.NONE)
            .orElseThrow();
    assertThat(merged.subsets())
        .extracting(part -> part.subset().name())
        .containsExactly("v1", "v2");
    assertThat(merged.subset("v2").orElseThrow().resource().name()).isEqualTo("b");
    assertThat(merged.resource().name()).isEqualTo("a");
  }

  private static String routes(String name, String spec) {
    String[] place = name.split("/");
    return """
    ---
    apiVersion: networking.istio.io/v1
    kind: VirtualService
    metadata: {name: %s, namespace: %s}
    spec: {%s}
    """
        .formatted(place[1], place[0], spec);
  }

  private static List<Routing> visible(String yaml, String namespace) {
    return world(yaml).configuration().virtualServices().visible(VirtualServices.MESH, namespace);
  }

  @Test
  void virtualServicesArePrivateThenExportedByNameThenPublic() {
    String http =
        "hosts: [reviews.shop.svc.cluster.local], http: [{directResponse: {status: 200}}]";
    String yaml =
        routes("shop/public", http)
            + routes("other/named", http + ", exportTo: [shop]")
            + routes("shop/private", http + ", exportTo: ['.']")
            + routes("other/hidden", http + ", exportTo: ['.']");
    assertThat(visible(yaml, "shop"))
        .extracting(Routing::name)
        .containsExactly("private", "named", "public");
    assertThat(visible(yaml, "front")).extracting(Routing::name).containsExactly("public");
  }

  private static final String ROOT =
      "hosts: [reviews], http: [{name: root, match: [{uri: {prefix: /a}}, {uri: {prefix: /b}}],"
          + " timeout: 5s, delegate: {name: part, namespace: parts}}]";

  private static List<HttpRule> delegated(String part) {
    return visible(routes("shop/root", ROOT) + routes("parts/part", part), "shop")
        .getFirst()
        .http();
  }

  @Test
  void aDelegatesRulesTakeTheRootsPlaceWithinTheRootsMatches() {
    List<HttpRule> rules =
        delegated(
            "http: [{name: inner, match: [{uri: {prefix: /a/x}}],"
                + " route: [{destination: {host: reviews}}]}, {timeout: 1s,"
                + " route: [{destination: {host: reviews}}]}]");
    assertThat(rules).hasSize(2);
    HttpRule inner = rules.getFirst();
    assertThat(inner.route().name()).isEqualTo("root-inner");
    assertThat(inner.route().match()).hasSize(1);
    assertThat(inner.route().timeout()).contains(java.time.Duration.ofSeconds(5));
    assertThat(inner.namespace()).isEqualTo("parts");
    assertThat(inner.rule().toString()).isEqualTo("VirtualService parts/part spec.http[0]");
    assertThat(rules.getLast().route().match()).hasSize(2);
    assertThat(rules.getLast().route().timeout()).contains(java.time.Duration.ofSeconds(1));
  }

  @Test
  void aDelegatesRuleOutsideTheRootsMatchesIsLeftOut() {
    assertThat(delegated("http: [{match: [{uri: {prefix: /c}}], directResponse: {status: 500}}]"))
        .isEmpty();
  }

  @Test
  void aDelegateThatIsMissingOrHiddenLeavesNoRule() {
    assertThat(visible(routes("shop/root", ROOT), "shop").getFirst().http()).isEmpty();
    assertThat(delegated("exportTo: ['.'], http: [{directResponse: {status: 500}}]")).isEmpty();
  }
}
