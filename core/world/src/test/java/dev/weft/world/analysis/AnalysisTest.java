package dev.weft.world.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.api.Parser;
import dev.weft.model.Problem;
import dev.weft.world.Change;
import dev.weft.world.World;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnalysisTest {
  private static final String REVIEWS =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: reviews, namespace: default}
      spec: {selector: {app: reviews}, ports: [{name: http, port: 9080}]}
      ---
      apiVersion: weft.dev/v1alpha1
      kind: Workload
      metadata: {name: reviews-v1, namespace: default, labels: {app: reviews, version: v1}}
      spec: {command: [sleep], ports: [{name: http, port: 9080, protocol: HTTP}]}
      ---
      apiVersion: networking.istio.io/v1
      kind: DestinationRule
      metadata: {name: reviews, namespace: default}
      spec: {host: reviews, subsets: [{name: v1, labels: {version: v1}}]}
      ---
      """;

  private static List<Problem> analyse(String yaml) {
    var parsed = Parser.parse("mesh.yaml", REVIEWS + yaml, "default");
    assertThat(parsed.isValid()).describedAs(parsed.problems().toString()).isTrue();
    return Analysis.of(World.EMPTY.with(parsed.resources().stream().map(Change.Put::new).toList()));
  }

  private static Problem only(String yaml) {
    List<Problem> problems = analyse(yaml);
    assertThat(problems).hasSize(1);
    return problems.getFirst();
  }

  private static String routeTo(String destination) {
    return """
    apiVersion: networking.istio.io/v1
    kind: VirtualService
    metadata: {name: reviews, namespace: default}
    spec:
      hosts: [reviews]
      http:
      - route:
        - destination: %s
    """
        .formatted(destination);
  }

  @Test
  void aSoundMeshHasNoFindings() {
    assertThat(analyse(routeTo("{host: reviews, subset: v1}"))).isEmpty();
  }

  @Test
  void anUnknownHostIsFoundAtItsPlaceWithTheNearestName() {
    Problem problem = only(routeTo("{host: reviws}"));
    assertThat(problem.code()).isEqualTo(Problem.Code.DANGLING_REFERENCE);
    assertThat(problem.path()).isEqualTo("spec.http[0].route[0].destination.host");
    assertThat(problem.position().toString()).isEqualTo("mesh.yaml:23:27");
    assertThat(problem.cause()).isEqualTo("no service has the host 'reviws' (IST0101)");
    assertThat(problem.remedy()).isEqualTo("did you mean 'reviews'?");
  }

  @Test
  void anUnknownSubsetIsFound() {
    Problem problem = only(routeTo("{host: reviews, subset: v11}"));
    assertThat(problem.path()).isEqualTo("spec.http[0].route[0].destination.subset");
    assertThat(problem.remedy()).isEqualTo("did you mean 'v1'?");
  }

  @Test
  void anUnknownPortIsFoundWithThoseThatExist() {
    Problem problem = only(routeTo("{host: reviews, port: {number: 9090}}"));
    assertThat(problem.remedy()).isEqualTo("use one of: 9080");
  }

  @Test
  void anUnknownGatewayIsFound() {
    Problem problem =
        only(routeTo("{host: reviews}").replace("  http:\n", "  gateways: [bookinfo]\n  http:\n"));
    assertThat(problem.path()).isEqualTo("spec.gateways[0]");
    assertThat(problem.cause()).contains("there is no Gateway 'default/bookinfo'");
  }

  @Test
  void aSecondVirtualServiceForAHostOfTheMeshIsAConflict() {
    Problem problem =
        only(
            routeTo("{host: reviews}")
                + "---\n"
                + routeTo("{host: reviews}").replace("name: reviews,", "name: second,"));
    assertThat(problem.code()).isEqualTo(Problem.Code.CONFLICT);
    assertThat(problem.cause())
        .isEqualTo(
            "VirtualService default/reviews (mesh.yaml:20:11) already routes"
                + " 'reviews.default.svc.cluster.local' for the mesh, so this one has no effect"
                + " (IST0109)");
  }

  @Test
  void aRuleBehindOneThatTakesEverythingIsSaidOnceAndByTheParser() {
    String yaml =
        routeTo("{host: reviews}")
            + "  - match: [{uri: {prefix: /a}}]\n"
            + "    route: [{destination: {host: reviews}}]\n";
    assertThat(analyse(yaml)).isEmpty();
    Problem problem = Parser.parse("mesh.yaml", REVIEWS + yaml, "default").problems().getFirst();
    assertThat(problem.code()).isEqualTo(Problem.Code.UNREACHABLE);
    assertThat(problem.path()).isEqualTo("spec.http[1]");
  }

  @Test
  void aSubsetWithoutWorkloadsIsFound() {
    Problem problem =
        only(
            """
            apiVersion: networking.istio.io/v1
            kind: DestinationRule
            metadata: {name: second, namespace: default}
            spec: {host: reviews, subsets: [{name: v9, labels: {version: v9}}]}
            """);
    assertThat(problem.path()).isEqualTo("spec.subsets[0].labels");
    assertThat(problem.cause()).contains("IST0173");
  }

  @Test
  void aGatewayWithoutItsCertificateIsFound() {
    assertThat(
            analyse(
                """
                apiVersion: networking.istio.io/v1
                kind: Gateway
                metadata: {name: edge, namespace: default}
                spec:
                  selector: {app: reviews}
                  servers:
                  - port: {number: 9080, name: https, protocol: HTTPS}
                    hosts: [shop.example.com]
                    tls: {mode: SIMPLE, credentialName: shop-cert}
                """))
        .singleElement()
        .satisfies(
            problem -> assertThat(problem.path()).isEqualTo("spec.servers[0].tls.credentialName"));
  }

  private static final String INGRESS =
      """
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: ingress, namespace: default}
      spec: {selector: {istio: ingressgateway}, ports: [{name: http2, port: 80, targetPort: 8080}]}
      ---
      apiVersion: weft.dev/v1alpha1
      kind: Workload
      metadata: {name: ingress, namespace: default, labels: {istio: ingressgateway}}
      spec: {gateway: true, ports: []}
      """;

  private static String gateway(String name, String servers) {
    return """
    ---
    apiVersion: networking.istio.io/v1
    kind: Gateway
    metadata: {name: %s, namespace: default}
    spec:
      selector: {istio: ingressgateway}
      servers: [%s]
    """
        .formatted(name, servers);
  }

  private static String bound(String host) {
    return """
    ---
    apiVersion: networking.istio.io/v1
    kind: VirtualService
    metadata: {name: shop, namespace: default}
    spec:
      hosts: ['%s']
      gateways: [web]
      http: [{route: [{destination: {host: reviews}}]}]
    """
        .formatted(host);
  }

  private static final String HTTP =
      "{port: {number: 80, name: http, protocol: HTTP}, hosts: ['*.example', 'other/c.test']}";

  @Test
  void aHostThatTheGatewayDoesNotServeIsFound() {
    assertThat(analyse(INGRESS + gateway("web", HTTP) + bound("shop.example"))).isEmpty();
    Problem problem = only(INGRESS + gateway("web", HTTP) + bound("shop.test"));
    assertThat(problem.path()).isEqualTo("spec.hosts[0]");
    assertThat(problem.cause())
        .isEqualTo("'shop.test' is a host of no server of Gateway default/web (IST0132)");
    assertThat(only(INGRESS + gateway("web", HTTP) + bound("c.test")).cause())
        .as("a host that is for another namespace")
        .contains("IST0132");
  }

  @Test
  void aPortThatTheGatewaysServiceDoesNotHaveIsFound() {
    String server = "{port: {number: %d, name: http, protocol: HTTP}, hosts: ['*']}";
    assertThat(analyse(INGRESS + gateway("web", server.formatted(80)))).isEmpty();
    assertThat(analyse(INGRESS + gateway("web", server.formatted(8080)))).isEmpty();
    Problem problem = only(INGRESS + gateway("web", server.formatted(81)));
    assertThat(problem.path()).isEqualTo("spec.servers[0].port.number");
    assertThat(problem.cause()).isEqualTo("port 81 is none of Service ingress (IST0162)");
  }

  @Test
  void aCertificateThatTwoGatewaysShowIsFound() {
    String server =
        "{port: {number: 8080, name: %1$s, protocol: HTTPS}, hosts: [%1$s.example],"
            + " tls: {mode: SIMPLE, serverCertificate: /c.pem, privateKey: /k.pem}}";
    String one = server.formatted("a");
    String two = server.formatted("b");
    assertThat(analyse(INGRESS + gateway("web", one + ", " + two))).isEmpty();
    Problem problem = only(INGRESS + gateway("web", one) + gateway("web-2", two));
    assertThat(problem.path()).isEqualTo("spec.servers[0].tls.serverCertificate");
    assertThat(problem.cause()).startsWith("Gateway default/web shows").endsWith("(IST0138)");
  }

  @Test
  void aTrustBundleOutsideTheRootNamespaceIsFound() {
    String bundle =
        """
        ---
        apiVersion: weft.dev/v1alpha1
        kind: TrustBundle
        metadata: {name: partner, namespace: %s}
        spec: {trustDomain: partner.example, endpoint: {url: "https://partner.example/bundle"}}
        """;
    assertThat(analyse(bundle.formatted("istio-system"))).isEmpty();
    Problem problem = only(bundle.formatted("shop"));
    assertThat(problem.path()).isEqualTo("metadata.namespace");
    assertThat(problem.cause()).contains("outside istio-system").doesNotContain("IST");
  }

  @Test
  void aDryRunThatOneProxyDoesNotRecordIsFound() {
    Problem problem =
        only(
            """
            ---
            apiVersion: security.istio.io/v1
            kind: AuthorizationPolicy
            metadata: {name: try, namespace: default, annotations: {istio.io/dry-run: "true"}}
            spec: {action: DENY, rules: [{}]}
            """);
    assertThat(problem.code()).isEqualTo(Problem.Code.NOT_YET_EFFECTIVE);
    assertThat(problem.path()).isEqualTo("metadata.annotations[istio.io/dry-run]");
  }

  private static String ingress(String backend) {
    return """
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata: {name: shop, namespace: default}
    spec:
      rules:
      - http:
          paths:
          - path: /
            pathType: Prefix
            backend: {service: %s}
    """
        .formatted(backend);
  }

  @Test
  void theBackendOfAnIngressMustBeAServiceWithThatPort() {
    assertThat(analyse(ingress("{name: reviews, port: {number: 9080}}"))).isEmpty();
    assertThat(analyse(ingress("{name: reviews, port: {name: http}}"))).isEmpty();

    assertThat(only(ingress("{name: review, port: {number: 9080}}")).toString())
        .startsWith("mesh.yaml:25:35: warning: Ingress default/shop")
        .contains("there is no Service 'review' in namespace default", "reviews");
    assertThat(only(ingress("{name: reviews, port: {name: htp}}")).toString())
        .startsWith("mesh.yaml:25:57: warning: ")
        .contains("Service 'reviews' has no port named 'htp'", "use one of http");
    assertThat(only(ingress("{name: reviews, port: {number: 80}}")).toString())
        .contains("Service 'reviews' has no port 80", "use one of 9080");
  }

  @Test
  void theDefaultBackendOfAnIngressIsLookedAtToo() {
    Problem problem =
        only(
            """
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: shop, namespace: other}
            spec: {defaultBackend: {service: {name: reviews, port: {number: 9080}}}}
            """);
    assertThat(problem.path()).isEqualTo("spec.defaultBackend.service.name");
    assertThat(problem.remedy()).contains("its own namespace");
  }
}
