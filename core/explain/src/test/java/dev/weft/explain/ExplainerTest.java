package dev.weft.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.api.Parsed;
import dev.weft.api.Parser;
import dev.weft.explain.Explanation.Branch;
import dev.weft.explain.Explanation.Verdict;
import dev.weft.explain.Hop.Stage;
import dev.weft.model.Address;
import dev.weft.model.Identity;
import dev.weft.model.Labels;
import dev.weft.model.Locality;
import dev.weft.model.Protocol;
import dev.weft.world.Change;
import dev.weft.world.Node;
import dev.weft.world.World;
import dev.weft.world.registry.Instance;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExplainerTest {
  private static final String SERVICES =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: reviews, namespace: default}
      spec:
        selector: {app: reviews}
        clusterIP: 10.0.0.1
        ports: [{name: http, port: 9080}]
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: page, namespace: default}
      spec:
        selector: {app: page}
        clusterIP: 10.0.0.2
        ports: [{name: http, port: 9080}]
      """;
  private static final String CANARY =
      """
      apiVersion: networking.istio.io/v1
      kind: DestinationRule
      metadata: {name: reviews, namespace: default}
      spec:
        host: reviews
        subsets:
        - {name: v1, labels: {version: v1}}
        - {name: v2, labels: {version: v2}}
      ---
      apiVersion: networking.istio.io/v1
      kind: VirtualService
      metadata: {name: reviews, namespace: default}
      spec:
        hosts: [reviews]
        http:
        - name: jason
          match:
          - headers: {end-user: {exact: jason}}
          route:
          - destination: {host: reviews, subset: v2}
        - name: canary
          route:
          - destination: {host: reviews, subset: v1}
            weight: 90
          - destination: {host: reviews, subset: v2}
            weight: 10
      """;

  @Test
  void aSplitIsToldWithItsWeightsAndTheLineOfItsRule() {
    Explanation told = explain(world(SERVICES, CANARY), get("http://reviews:9080/a"));
    assertThat(told.branches()).extracting(Branch::percent).containsExactly(90.0, 10.0);
    assertThat(told.branches())
        .extracting(branch -> branch.outcome().cluster())
        .containsExactly(
            "outbound|9080|v1|reviews.default.svc.cluster.local",
            "outbound|9080|v2|reviews.default.svc.cluster.local");
    assertThat(told.branches()).allMatch(branch -> branch.outcome().verdict() == Verdict.ARRIVES);
    Hop route = hop(told.hops(), Stage.ROUTE);
    assertThat(route.cause().orElseThrow().rule())
        .startsWith("VirtualService default/reviews spec.http[1]");
    assertThat(route.cause().orElseThrow().position()).startsWith("mesh1.yaml:21");
  }

  private static String retriesAtOnce(String... files) {
    Branch first = explain(world(files), get("http://reviews:9080/")).branches().getFirst();
    return hop(first.hops(), Stage.CLUSTER).facts().stream()
        .filter(fact -> fact.name().equals("retries at once"))
        .map(Hop.Fact::value)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void howManyRetriesThereMayBeAtOnceIsToldAndWhoSaysSo() {
    assertThat(retriesAtOnce(SERVICES))
        .isEqualTo(
            "20 % of the requests under way, at least 3 (of Weft's proxy by itself;"
                + " trafficPolicy.retryBudget sets another)");
    assertThat(
            retriesAtOnce(
                SERVICES,
                """
                apiVersion: networking.istio.io/v1
                kind: DestinationRule
                metadata: {name: reviews, namespace: default}
                spec:
                  host: reviews
                  trafficPolicy: {retryBudget: {percent: 12.5, minRetryConcurrency: 10}}
                """))
        .isEqualTo("12.5 % of the requests under way, at least 10");
  }

  @Test
  void aHeaderDecidesWithoutChance() {
    Explanation told =
        explain(
            world(SERVICES, CANARY),
            Request.of("GET", "http://reviews:9080/a", Map.of("End-User", "jason")));
    assertThat(told.branches()).hasSize(1);
    assertThat(told.branches().getFirst().percent()).isEqualTo(100);
    assertThat(told.branches().getFirst().outcome().cluster())
        .isEqualTo("outbound|9080|v2|reviews.default.svc.cluster.local");
    assertThat(told.branches().getFirst().outcome().route()).contains("jason");
    assertThat(hop(told.branches().getFirst().hops(), Stage.ENDPOINT).text())
        .startsWith("the only endpoint, ");
  }

  @Test
  void bothProxiesTalkMutualTlsAndTheServerSeesTheClient() {
    Explanation told = explain(world(SERVICES), get("http://reviews.default:9080/"));
    Branch only = told.branches().getFirst();
    Hop tls = hop(only.hops(), Stage.TLS);
    assertThat(tls.text()).isEqualTo("over mutual TLS");
    assertThat(tls.facts())
        .anyMatch(fact -> fact.value().equals("spiffe://cluster.local/ns/default/sa/reviews"));
    Hop verdict = hop(only.hops(), Stage.VERDICT);
    assertThat(verdict.place()).startsWith("reviews-v");
    assertThat(verdict.facts())
        .anyMatch(fact -> fact.value().equals("spiffe://cluster.local/ns/default/sa/page"));
  }

  @Test
  void aSubsetWithoutEndpointsIsToldAsUnavailable() {
    World world =
        World.EMPTY.with(
            changes(
                List.of(SERVICES, CANARY.replace("version: v1", "version: v9")),
                List.of(runs("page", "page", "v1", "127.66.1.1"))));
    Explanation told = explain(world, get("http://reviews:9080/"));
    assertThat(told.branches())
        .allSatisfy(branch -> {
          assertThat(branch.outcome().verdict()).isEqualTo(Verdict.FAILS);
          assertThat(branch.outcome().status()).isEqualTo(503);
          assertThat(branch.outcome().text()).contains("UH");
        });
  }

  @Test
  void anUnknownHostLeavesTheMeshWhereThatIsAllowed() {
    Explanation told = explain(world(SERVICES), get("http://www.example.com/"));
    assertThat(hop(told.hops(), Stage.HOST).text()).contains("no service");
    assertThat(told.branches().getFirst().outcome().verdict()).isEqualTo(Verdict.LEAVES);
    assertThat(told.branches().getFirst().outcome().cluster()).isEqualTo("PassthroughCluster");
  }

  @Test
  void anInjectedAbortIsTheAnswerOfTheCallersProxy() {
    String faulty =
        """
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: reviews, namespace: default}
        spec:
          hosts: [reviews]
          http:
          - fault: {abort: {httpStatus: 555, percentage: {value: 100}}}
            route:
            - destination: {host: reviews}
        """;
    Explanation told = explain(world(SERVICES, faulty), get("http://reviews:9080/"));
    assertThat(told.branches()).hasSize(1);
    assertThat(told.branches().getFirst().outcome().verdict()).isEqualTo(Verdict.ANSWERED);
    assertThat(told.branches().getFirst().outcome().status()).isEqualTo(555);
    assertThat(told.branches().getFirst().outcome().rule()).contains("spec.http[0]");
  }

  @Test
  void whoSpeaksSomethingElseThanTheChainReadsIsToldTheAnswerThatThereIs() {
    for (String url : List.of("https://reviews:9080/", "tcp://reviews:9080")) {
      Explanation told =
          Explainer.explain(
              world(SERVICES),
              laptop("page", 1),
              workload -> laptop(workload.key().name(), number(workload.address())),
              Request.of("GET", url, Map.of()));
      assertThat(told.branches()).hasSize(1);
      assertThat(told.branches().getFirst().outcome().verdict()).isEqualTo(Verdict.ANSWERED);
      assertThat(told.branches().getFirst().outcome().status()).isEqualTo(400);
      assertThat(told.branches().getFirst().outcome().text()).startsWith("the chain reads HTTP");
    }
    assertThat(Request.of("GET", "tcp://reviews:9080", Map.of())).hasToString("tcp://reviews:9080");
  }

  @Test
  void whoSpeaksPlainHttpToAGatewayThatTakesTlsIsToldThatThereIsNoAnswer() {
    String gateway =
        """
        apiVersion: v1
        kind: Service
        metadata: {name: istio-ingressgateway, namespace: istio-system}
        spec:
          selector: {istio: ingressgateway}
          clusterIP: 10.0.0.9
          ports: [{name: https, port: 443, targetPort: 8443}]
        ---
        apiVersion: networking.istio.io/v1
        kind: Gateway
        metadata: {name: shop, namespace: default}
        spec:
          selector: {istio: ingressgateway}
          servers:
          - port: {number: 443, name: https, protocol: HTTPS}
            tls: {mode: SIMPLE, credentialName: shop}
            hosts: ["*"]
        """;
    Node node =
        Node.parse(
                "router~127.66.9.1~istio-ingressgateway.istio-system"
                    + "~istio-system.svc.cluster.local",
                Locality.UNKNOWN,
                Map.of("NAMESPACE", "istio-system", "LABELS", Map.of("istio", "ingressgateway")))
            .orElseThrow();

    Explanation told =
        Explainer.explain(world(SERVICES, gateway), node, get("http://shop.example.com:443/"));

    assertThat(told.branches()).hasSize(1);
    assertThat(told.branches().getFirst().outcome().verdict()).isEqualTo(Verdict.FAILS);
    assertThat(told.branches().getFirst().outcome().text()).startsWith("the chain takes TLS alone");
  }

  @Test
  void theSameIsToldWhereNothingIntercepts() {
    World world = world(SERVICES, CANARY);
    Explanation told =
        Explainer.explain(
            world,
            laptop("page", 1),
            workload -> laptop(workload.key().name(), number(workload.address())),
            Request.of("GET", "http://reviews:9080/a", Map.of("end-user", "jason")));
    assertThat(told.branches()).hasSize(1);
    assertThat(told.branches().getFirst().outcome().verdict()).isEqualTo(Verdict.ARRIVES);
    assertThat(told.branches().getFirst().outcome().cluster())
        .isEqualTo("outbound|9080|v2|reviews.default.svc.cluster.local");
  }

  @Test
  void theGatewayIsExplainedFromItsListenerOn() {
    String gateway =
        """
        apiVersion: v1
        kind: Service
        metadata: {name: istio-ingressgateway, namespace: istio-system}
        spec:
          selector: {istio: ingressgateway}
          clusterIP: 10.0.0.9
          ports: [{name: http, port: 80, targetPort: 8080}]
        ---
        apiVersion: networking.istio.io/v1
        kind: Gateway
        metadata: {name: shop, namespace: default}
        spec:
          selector: {istio: ingressgateway}
          servers:
          - port: {number: 80, name: http, protocol: HTTP}
            hosts: ["shop.example.com"]
        ---
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: shop, namespace: default}
        spec:
          hosts: ["shop.example.com"]
          gateways: [shop]
          http:
          - match: [{uri: {prefix: /reviews}}]
            route:
            - destination: {host: reviews, port: {number: 9080}}
        """;
    World world = world(SERVICES, gateway);
    Node node =
        Node.parse(
                "router~127.66.9.1~istio-ingressgateway.istio-system"
                    + "~istio-system.svc.cluster.local",
                Locality.UNKNOWN,
                Map.of("NAMESPACE", "istio-system", "LABELS", Map.of("istio", "ingressgateway")))
            .orElseThrow();
    Explanation told = Explainer.explain(world, node, get("http://shop.example.com/reviews/1"));
    assertThat(told.branches().getFirst().outcome().verdict()).isEqualTo(Verdict.ARRIVES);
    assertThat(hop(told.hops(), Stage.ROUTE).cause().orElseThrow().rule())
        .startsWith("VirtualService default/shop spec.http[0]");
    Explanation none = Explainer.explain(world, node, get("http://shop.example.com/other"));
    assertThat(none.branches().getFirst().outcome().status()).isEqualTo(404);
  }

  private static final String ROOT =
      """
      -----BEGIN CERTIFICATE-----
      MIIBzDCCAXOgAwIBAgIUZByfXFnOaVEf4Nwo02jaYwjBq04wCgYIKoZIzj0EAwIw
      OzERMA8GA1UECgwIc3RyYW5nZXIxJjAkBgNVBAMMHUEgcm9vdCB0aGF0IG5vYm9k
      eSBzaWducyB3aXRoMCAXDTI2MTEyMTE1NTUzOVoYDzIxMjYxMDI4MTU1NTM5WjA7
      MREwDwYDVQQKDAhzdHJhbmdlcjEmMCQGA1UEAwwdQSByb290IHRoYXQgbm9ib2R5
      IHNpZ25zIHdpdGgwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAATJ14WyC2/7nyG+
      KuzoG/6LnPRc0t6gCNRLpTPNniXS9QxKXaxdYy1jGPvTJ4H8dQee9qX9UmJo1V5o
      ittqkJpWo1MwUTAdBgNVHQ4EFgQUSeahD03quY9JPX4/4gNH/X6d1twwHwYDVR0j
      BBgwFoAUSeahD03quY9JPX4/4gNH/X6d1twwDwYDVR0TAQH/BAUwAwEB/zAKBggq
      hkjOPQQDAgNHADBEAiBmHiEQEJuUPFvyYtVNFcm6Mf1cZYK3UiIWMs5ed9kiMAIg
      aE+2ocRvhtUChhbSJiUXYXlxezE4KJZZaMNSE44ucGg=
      -----END CERTIFICATE-----
      """;
  private static final String MESH =
      """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: istio, namespace: istio-system}
      data:
        mesh: |
          trustDomain: a.example
      """;
  private static final String FAR =
      """
      apiVersion: networking.istio.io/v1
      kind: ServiceEntry
      metadata: {name: far, namespace: default}
      spec:
        hosts: [far.example]
        location: MESH_INTERNAL
        resolution: STATIC
        ports: [{number: 80, name: http, protocol: HTTP, targetPort: 9080}]
        subjectAltNames: ["spiffe://b.example/ns/default/sa/server"]
        endpoints: [{address: 192.0.2.7}]
      ---
      apiVersion: networking.istio.io/v1
      kind: DestinationRule
      metadata: {name: far, namespace: default}
      spec:
        host: far.example
        trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}
      """;

  /// A believed trust domain. Both roots are of one key; nothing is verified here.
  private static String believed(String domain) {
    return """
    apiVersion: weft.dev/v1alpha1
    kind: TrustBundle
    metadata: {name: %s, namespace: istio-system}
    spec:
      trustDomain: %s
      pem: |
    %s\
    """
        .formatted(domain, domain, ROOT.indent(4));
  }

  @Test
  void aServerOfATrustDomainWithoutABundleIsToldAsRefused() {
    Explanation without = explain(world(MESH, FAR), get("http://far.example/"));
    assertThat(without.branches().getFirst().outcome().verdict()).isEqualTo(Verdict.FAILS);
    assertThat(without.branches().getFirst().outcome().text())
        .contains("no_bundle: trust domain 'b.example'")
        .contains("weft trust add b.example");
    Explanation with =
        explain(
            world(MESH, FAR, believed("a.example"), believed("b.example")),
            get("http://far.example/"));
    assertThat(with.branches().getFirst().outcome().verdict()).isEqualTo(Verdict.LEAVES);
    assertThat(hop(with.branches().getFirst().hops(), Stage.TLS).facts())
        .anyMatch(fact -> fact.value().equals("spiffe://b.example/ns/default/sa/server"))
        .anyMatch(fact -> fact.value().startsWith("a root of b.example"))
        .noneMatch(fact -> fact.value().contains("a.example"));
  }

  @Test
  void aCallerOfAnotherMeshIsJudgedByItsOwnIdentity() {
    String deny =
        """
        apiVersion: security.istio.io/v1
        kind: AuthorizationPolicy
        metadata: {name: deny, namespace: default}
        spec:
          selector: {matchLabels: {app: reviews}}
          action: DENY
          rules:
          - from: [{source: {principals: ["b.example/ns/default/sa/stranger"]}}]
        """;
    World without = world(MESH, SERVICES, deny);
    World with = world(MESH, SERVICES, deny, believed("a.example"), believed("b.example"));
    assertThat(asked(without, "spiffe://b.example/ns/default/sa/page"))
        .contains("the server does not believe the client: no_bundle: trust domain 'b.example'");
    assertThat(asked(with, "spiffe://b.example/ns/default/sa/page"))
        .contains("it reaches the application");
    assertThat(asked(with, "spiffe://b.example/ns/default/sa/stranger")).contains("403");
    assertThat(asked(with, "spiffe://a.example/ns/default/sa/stranger"))
        .contains("it reaches the application");
  }

  private static String asked(World world, String caller) {
    Explanation told =
        Explainer.explain(
            world,
            Identity.parse(caller).orElseThrow(),
            Explainer.Nodes.REDIRECTED,
            get("http://reviews.default:9080/"));
    assertThat(told.from()).isEqualTo(caller);
    assertThat(told.branches().getFirst().hops()).noneMatch(hop -> hop.place().contains("elsewh"));
    return told.branches().getFirst().outcome().text();
  }

  @Test
  void textAndJsonTellTheWholeStory() {
    Explanation told = explain(world(SERVICES, CANARY), get("http://reviews:9080/a"));
    assertThat(Words.of(told))
        .contains("GET http://reviews:9080/a from page.default")
        .contains("because of VirtualService default/reviews spec.http[1]")
        .contains("90 %")
        .contains("=> it reaches the application of reviews-v1.default");
    assertThat(Json.of(told))
        .startsWith("{\"from\":\"page.default\",\"request\":{\"method\":\"GET\"")
        .contains("\"percent\":90.0")
        .contains("\"verdict\":\"ARRIVES\"");
  }

  @Test
  void aUrlThatIsNoneIsRefusedWithItsText() {
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> Request.of("GET", "ftp://reviews/", Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ftp://reviews/");
    assertThat(Request.of("GET", "reviews:9080", Map.of()).path()).isEqualTo("/");
    assertThat(Request.of("GET", "https://a.b/c?d=e", Map.of()).port()).isEqualTo(443);
  }

  private static Explanation explain(World world, Request request) {
    Node page =
        Node.parse(
                "sidecar~127.66.1.1~page.default~default.svc.cluster.local",
                Locality.UNKNOWN,
                Map.of(
                    "NAMESPACE",
                    "default",
                    "LABELS",
                    Map.of("app", "page"),
                    "SERVICE_ACCOUNT",
                    "page"))
            .orElseThrow();
    return Explainer.explain(world, page, request);
  }

  private static Request get(String url) {
    return Request.of("GET", url, Map.of());
  }

  private static Hop hop(List<Hop> hops, Stage stage) {
    return hops.stream().filter(hop -> hop.stage() == stage).findFirst().orElseThrow();
  }

  private static World world(String... yaml) {
    return World.EMPTY.with(
        changes(
            List.of(yaml),
            List.of(
                runs("page", "page", "v1", "127.66.1.1"),
                runs("reviews-v1", "reviews", "v1", "127.66.2.1"),
                runs("reviews-v2", "reviews", "v2", "127.66.3.1"))));
  }

  private static List<Change> changes(List<String> yaml, List<Change> running) {
    List<Change> changes = new ArrayList<>(running);
    for (int i = 0; i < yaml.size(); i++) {
      Parsed parsed = Parser.parse("mesh" + i + ".yaml", yaml.get(i), "default");
      assertThat(parsed.problems()).isEmpty();
      parsed.resources().forEach(resource -> changes.add(new Change.Put(resource)));
    }
    return changes;
  }

  private static Change runs(String name, String app, String version, String address) {
    return new Change.Runs(
        new Instance(
            name,
            name,
            "default",
            Labels.of(Map.of("app", app, "version", version)),
            app,
            address,
            List.of(new Instance.Port("http", 9080, Protocol.HTTP, Address.ip("127.0.0.1", 9080))),
            true));
  }

  private static int number(String address) {
    return Integer.parseInt(address.split("\\.", -1)[2]);
  }

  private static Node laptop(String name, int number) {
    return Node.parse(
            "sidecar~127.66." + number + ".1~" + name + ".default~default.svc.cluster.local",
            Locality.UNKNOWN,
            Map.of(
                "NAMESPACE",
                "default",
                "LABELS",
                Map.of("app", name.replaceAll("-.*", "")),
                "SERVICE_ACCOUNT",
                name.replaceAll("-.*", ""),
                "INTERCEPTION_MODE",
                "NONE",
                "HTTP_PROXY_PORT",
                "15002",
                "WEFT_OUTBOUND_ADDRESS",
                "127.66." + number + ".3",
                "WEFT_APP_ENDPOINTS",
                "{\"9080\":\"127.66." + number + ".2:9080\"}"))
        .orElseThrow();
  }
}
