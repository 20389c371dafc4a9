package dev.weft.capture.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.api.Parsed;
import dev.weft.api.Parser;
import dev.weft.api.kubernetes.EndpointSlice;
import dev.weft.api.kubernetes.Service;
import dev.weft.capture.dns.Question.Type;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a cluster's name server and an agent answer.
class NamesTest {
  private static final String CLUSTER =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: web, namespace: shop}
      spec:
        clusterIP: 10.96.0.1
        clusterIPs: [10.96.0.1, "fd96::1"]
        ports: [{name: http, port: 80}]
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: db, namespace: shop}
      spec: {clusterIP: None, ports: [{name: sql, port: 5432}]}
      ---
      apiVersion: discovery.k8s.io/v1
      kind: EndpointSlice
      metadata: {name: db-1, namespace: shop, labels: {kubernetes.io/service-name: db}}
      addressType: IPv4
      endpoints:
      - {addresses: [10.1.0.1], hostname: db-0}
      - {addresses: [10.1.0.2]}
      - {addresses: [10.1.0.3], hostname: db-2, conditions: {ready: false}}
      ports: [{name: sql, port: 5432}]
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: outside, namespace: shop}
      spec: {type: ExternalName, externalName: Example.com}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: nearby, namespace: default}
      spec: {type: ExternalName, externalName: web.shop.svc.cluster.local}
      """;
  private static final ClusterNames NAMES = names();
  private static final MeshNames.Place PLACE =
      new MeshNames.Place(
          "shop", "svc.cluster.local", List.of("shop.svc.cluster.local", "svc.cluster.local"));
  private static final MeshNames MESH =
      MeshNames.of(
          List.of(
              new NameEntry(
                  "web.shop.svc.cluster.local",
                  List.of("10.96.0.1", "10.96.0.2"),
                  "web",
                  "shop",
                  List.of("web.shop.svc.other.example")),
              new NameEntry(
                  "far.away.svc.cluster.local", List.of("fd96::9"), "far", "away", List.of()),
              new NameEntry("*.Wild.example", List.of("240.240.0.1"), "", "", List.of()),
              new NameEntry("api.example.com", List.of("240.240.0.2"), "", "", List.of())),
          PLACE);

  private static ClusterNames names() {
    Parsed parsed = Parser.parse("test", CLUSTER, "default");
    return ClusterNames.of(
        "cluster.local",
        parsed.resources().stream().flatMap(each -> each.as(Service.class).stream()).toList(),
        parsed.resources().stream()
            .flatMap(each -> each.as(EndpointSlice.class).stream())
            .toList());
  }

  private static Answer ask(String name, Type type) {
    return NAMES.answer(new Question(name, type));
  }

  private static Answer askMesh(String name, Type type) {
    return MESH.answer(new Question(name, type));
  }

  private static Answer address(String name, String... addresses) {
    return Answer.known(
        List.of(addresses).stream().<Fact>map(each -> new Fact.Address(name, each)).toList());
  }

  @Test
  void aServiceIsItsClusterAddress() {
    String web = "web.shop.svc.cluster.local";
    assertThat(ask("WEB.shop.svc.cluster.local.", Type.A)).isEqualTo(address(web, "10.96.0.1"));
    assertThat(ask(web, Type.AAAA)).isEqualTo(address(web, "fd96::1"));
    assertThat(ask("_http._tcp." + web, Type.SRV))
        .isEqualTo(
            new Answer.Known(
                List.of(new Fact.Port("_http._tcp." + web, 0, 100, 80, web)),
                List.of(new Fact.Address(web, "10.96.0.1"), new Fact.Address(web, "fd96::1"))));
    assertThat(ask("1.0.96.10.in-addr.arpa", Type.PTR))
        .isEqualTo(Answer.known(List.of(new Fact.Pointer("1.0.96.10.in-addr.arpa", web))));
  }

  @Test
  void aHeadlessServiceIsItsReadyEndpoints() {
    String db = "db.shop.svc.cluster.local";
    assertThat(ask(db, Type.A)).isEqualTo(address(db, "10.1.0.1", "10.1.0.2"));
    assertThat(ask("db-0." + db, Type.A)).isEqualTo(address("db-0." + db, "10.1.0.1"));
    assertThat(ask("10-1-0-2." + db, Type.A)).isEqualTo(address("10-1-0-2." + db, "10.1.0.2"));
    assertThat(ask("db-2." + db, Type.A)).isEqualTo(new Answer.Absent());
    assertThat(ask("_sql._tcp." + db, Type.SRV))
        .isInstanceOfSatisfying(
            Answer.Known.class,
            known ->
                assertThat(known.facts())
                    .extracting(fact -> ((Fact.Port) fact).target())
                    .containsExactly("db-0." + db, "10-1-0-2." + db));
  }

  @Test
  void anAliasLeadsOutOfTheClusterOrBackIntoIt() {
    assertThat(ask("outside.shop.svc.cluster.local", Type.A))
        .isEqualTo(
            new Answer.Elsewhere(new Fact.Alias("outside.shop.svc.cluster.local", "example.com")));
    assertThat(ask("nearby.default.svc.cluster.local", Type.A))
        .isEqualTo(
            Answer.known(
                List.of(
                    new Fact.Alias(
                        "nearby.default.svc.cluster.local", "web.shop.svc.cluster.local"),
                    new Fact.Address("web.shop.svc.cluster.local", "10.96.0.1"))));
  }

  @Test
  void aNameThatIsNotOfThisClusterDoesNotExistHere() {
    assertThat(ask("reviews.other.svc.cluster.local", Type.A)).isEqualTo(new Answer.Absent());
    assertThat(ask("example.com", Type.A)).isEqualTo(new Answer.Foreign());
    assertThat(ask("9.9.9.9.in-addr.arpa", Type.PTR)).isEqualTo(new Answer.Foreign());
    assertThat(ask("shop.svc.cluster.local", Type.A)).isEqualTo(Answer.known(List.of()));
    assertThat(ask("web.shop.svc.cluster.local", Type.OTHER)).isEqualTo(Answer.known(List.of()));
  }

  @Test
  void aPodsNameIsItsAddress() {
    assertThat(ask("10-1-0-5.shop.pod.cluster.local", Type.A))
        .isEqualTo(address("10-1-0-5.shop.pod.cluster.local", "10.1.0.5"));
    assertThat(ask("nonsense.shop.pod.cluster.local", Type.A)).isEqualTo(new Answer.Absent());
  }

  @Test
  void addressesHaveNamesOfBothFamilies() {
    assertThat(ClusterNames.reverse("fd96::1"))
        .isEqualTo("1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.6.9.d.f.ip6.arpa");
  }

  @Test
  void theMeshKnowsAServiceByEverySpelling() {
    for (String name :
        List.of(
            "web",
            "web.shop",
            "web.shop.svc",
            "web.shop.svc.cluster.local",
            "web.shop.svc.other.example")) {
      assertThat(askMesh(name, Type.A)).isEqualTo(address(name, "10.96.0.1", "10.96.0.2"));
    }
    assertThat(askMesh("far.away", Type.AAAA)).isEqualTo(address("far.away", "fd96::9"));
    assertThat(askMesh("far", Type.AAAA)).isEqualTo(new Answer.Foreign());
  }

  @Test
  void aMissingFamilyIsAnEmptyAnswerAndNotAnError() {
    assertThat(askMesh("web.shop", Type.AAAA)).isEqualTo(Answer.known(List.of()));
    assertThat(askMesh("far.away", Type.A)).isEqualTo(Answer.known(List.of()));
  }

  @Test
  void anExpandedNameIsAnAliasWithItsAddresses() {
    assertThat(askMesh("web.shop.shop.svc.cluster.local", Type.A))
        .isEqualTo(
            Answer.known(
                List.of(
                    new Fact.Alias("web.shop.shop.svc.cluster.local", "web.shop"),
                    new Fact.Address("web.shop", "10.96.0.1"),
                    new Fact.Address("web.shop", "10.96.0.2"))));
    assertThat(askMesh("api.example.com.shop.svc.cluster.local", Type.A))
        .isEqualTo(
            Answer.known(
                List.of(
                    new Fact.Alias("api.example.com.shop.svc.cluster.local", "api.example.com"),
                    new Fact.Address("api.example.com", "240.240.0.2"))));
  }

  @Test
  void wildcardsStandForEveryNameBelow() {
    assertThat(askMesh("a.b.wild.example", Type.A))
        .isEqualTo(address("a.b.wild.example", "240.240.0.1"));
    assertThat(askMesh("wild.example", Type.A)).isEqualTo(new Answer.Foreign());
    assertThat(askMesh("a.wild.example.shop.svc.cluster.local", Type.A))
        .isEqualTo(
            Answer.known(
                List.of(
                    new Fact.Alias("a.wild.example.shop.svc.cluster.local", "a.wild.example"),
                    new Fact.Address("a.wild.example", "240.240.0.1"))));
  }

  @Test
  void whatTheMeshDoesNotKnowIsForAnotherServer() {
    assertThat(askMesh("example.org", Type.A)).isEqualTo(new Answer.Foreign());
    assertThat(askMesh("web", Type.SRV)).isEqualTo(new Answer.Foreign());
    assertThat(MESH.table()).containsKeys("web", "*.wild.example");
  }
}
