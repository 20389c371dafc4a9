package dev.weft.compiler;

import static dev.weft.compiler.Meshes.gateway;
import static dev.weft.compiler.Meshes.host;
import static dev.weft.compiler.Meshes.listener;
import static dev.weft.compiler.Meshes.plan;
import static dev.weft.compiler.Meshes.relay;
import static dev.weft.compiler.Meshes.service;
import static dev.weft.compiler.Meshes.table;
import static dev.weft.compiler.Meshes.world;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.compiler.plan.CertificateSource;
import dev.weft.compiler.plan.ChainPlan;
import dev.weft.compiler.plan.ListenerPlan;
import dev.weft.compiler.plan.Plan;
import dev.weft.compiler.plan.RoutePlan;
import dev.weft.compiler.plan.RouteTablePlan;
import dev.weft.compiler.plan.SecretPlan;
import dev.weft.model.Address;
import dev.weft.model.Locality;
import dev.weft.world.Node;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GatewayTest {
  private static final String INGRESS =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: istio-ingressgateway, namespace: istio-system}
      spec:
        clusterIP: 10.1.1.1
        selector: {istio: ingressgateway}
        ports:
        - {name: http2, port: 80, targetPort: 8080}
        - {name: https, port: 443, targetPort: 8443}
      """;

  private static String edge(String servers) {
    return """
    apiVersion: networking.istio.io/v1
    kind: Gateway
    metadata: {name: edge, namespace: default}
    spec:
      selector: {istio: ingressgateway}
      servers:
    """
        + servers.indent(2);
  }

  private static final String HTTP =
      """
      - port: {number: 80, name: http, protocol: HTTP}
        hosts: ["*"]
      """;

  private static String routes(String name, String host, String rule) {
    return """
    apiVersion: networking.istio.io/v1
    kind: VirtualService
    metadata: {name: %s, namespace: default}
    spec:
      hosts: ["%s"]
      gateways: [edge]
      http:
    %s
    """
        .formatted(name, host, rule.indent(2));
  }

  private static final String TO_PAGE =
      "- route: [{destination: {host: page, port: {number: 9080}}}]";
  private static final String PAGE = service("page", "10.1.0.3", "http", 9080);

  @Test
  void aPortIsTranslatedByTheGatewaysServiceAndWithoutHostsItIsABlackHole() {
    Plan plan = plan(world(INGRESS, edge(HTTP)), gateway());
    ListenerPlan http = listener(plan, "0.0.0.0_8080");
    assertThat(((ChainPlan.Http) http.chains().getFirst().terminal()).routes())
        .isEqualTo(new ChainPlan.Named("http.8080"));
    RouteTablePlan.VirtualHost only = host(plan, "http.8080", "blackhole:8080");
    assertThat(only.domains()).containsExactly("*");
    assertThat(only.routes()).isEmpty();
  }

  /// A gateway that runs without privileges, as `weft up` describes it.
  private static Node unprivileged() {
    return Node.parse(
            "router~127.66.2.1~edge.istio-system~istio-system.svc.cluster.local",
            Locality.UNKNOWN,
            Map.of(
                "LABELS",
                Map.of("istio", "ingressgateway"),
                "WEFT_GATEWAY_BIND",
                "127.66.2.1",
                "WEFT_GATEWAY_DOOR",
                "127.0.0.1",
                "WEFT_GATEWAY_DOOR_PORTS",
                Map.of("80", "9090")))
        .orElseThrow();
  }

  @Test
  void aDoorIsWhereItWasAskedForWhateverTheServiceTranslatesThePortTo() {
    ListenerPlan http = listener(plan(world(INGRESS, edge(HTTP)), unprivileged()), "0.0.0.0_8080");
    assertThat(http.address()).isEqualTo(Address.ip("127.66.2.1", 8080));
    assertThat(http.also()).containsExactly(Address.ip("127.0.0.1", 9090));
  }

  @Test
  void aPortThatOnlyRootMayBindIsReachedThroughItsDoorAlone() {
    String direct = INGRESS.replace(", targetPort: 8080", "");
    ListenerPlan http = listener(plan(world(direct, edge(HTTP)), unprivileged()), "0.0.0.0_80");
    assertThat(http.address()).isEqualTo(Address.ip("127.0.0.1", 9090));
    assertThat(http.also()).isEmpty();
  }

  @Test
  void severalVirtualServicesOfOneHostAreJoinedWithTheCatchAllLast() {
    Plan plan =
        plan(
            world(
                INGRESS,
                PAGE,
                edge(HTTP),
                routes("a", "shop.example.com", TO_PAGE),
                routes(
                    "b",
                    "shop.example.com",
                    "- match: [{uri: {prefix: /cart}}]\n"
                        + "  route: [{destination: {host: page, port: {number: 9080}}}]")),
            gateway());
    RouteTablePlan.VirtualHost shop = host(plan, "http.8080", "shop.example.com:80");
    assertThat(shop.routes())
        .extracting(route -> route.match().path())
        .containsExactly(new RoutePlan.PathPrefix("/cart"), new RoutePlan.PathPrefix("/"));
    assertThat(
            ((RoutePlan.Forward) shop.routes().getLast().action())
                .destinations()
                .getFirst()
                .cluster())
        .isEqualTo("outbound|9080||page.default.svc.cluster.local");
  }

  @Test
  void httpsTakesOffTlsWithTheSecretOfItsCredential() {
    Plan plan =
        plan(
            world(
                INGRESS,
                PAGE,
                """
                apiVersion: v1
                kind: Secret
                metadata: {name: shop-cert, namespace: istio-system}
                type: kubernetes.io/tls
                stringData: {tls.crt: CHAIN, tls.key: KEY}
                """,
                edge(
                    """
                    - port: {number: 443, name: https, protocol: HTTPS}
                      hosts: [shop.example.com]
                      tls: {mode: SIMPLE, credentialName: shop-cert}
                    """),
                routes("a", "shop.example.com", TO_PAGE)),
            gateway());
    ListenerPlan https = listener(plan, "0.0.0.0_8443");
    assertThat(https.inspectors()).containsExactly(ListenerPlan.Inspector.TLS);
    ChainPlan chain = https.chains().getFirst();
    assertThat(chain.match().serverNames()).containsExactly("shop.example.com");
    assertThat(chain.tls().orElseThrow().certificate())
        .isEqualTo(new CertificateSource.Credential("kubernetes://shop-cert"));
    assertThat(table(plan, "https.443.https.edge.default").virtualHosts()).hasSize(1);
    assertThat(plan.secrets())
        .containsExactly(new SecretPlan.KeyPair("kubernetes://shop-cert", "CHAIN", "KEY"));
  }

  @Test
  void passthroughRoutesByServerNameAndLeavesTlsAlone() {
    Plan plan =
        plan(
            world(
                INGRESS,
                service("secure", "10.1.0.4", "https", 443),
                edge(
                    """
                    - port: {number: 443, name: tls, protocol: TLS}
                      hosts: [secure.example.com]
                      tls: {mode: PASSTHROUGH}
                    """),
                """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: secure, namespace: default}
                spec:
                  hosts: [secure.example.com]
                  gateways: [edge]
                  tls:
                  - match: [{sniHosts: [secure.example.com]}]
                    route: [{destination: {host: secure}}]
                """),
            gateway());
    ChainPlan chain = listener(plan, "0.0.0.0_8443").chains().getFirst();
    assertThat(chain.match().serverNames()).containsExactly("secure.example.com");
    assertThat(chain.tls()).isEmpty();
    assertThat(relay(chain)).isEqualTo("outbound|443||secure.default.svc.cluster.local");
  }

  @Test
  void httpsRedirectMarksEveryHostOfTheServer() {
    Plan plan =
        plan(
            world(
                INGRESS,
                edge(
                    """
                    - port: {number: 80, name: http, protocol: HTTP}
                      hosts: [shop.example.com]
                      tls: {httpsRedirect: true}
                    """)),
            gateway());
    assertThat(host(plan, "http.8080", "shop.example.com:80").redirectToHttps()).isTrue();
  }

  @Test
  void aGatewayOfOtherProxiesIsNotServed() {
    Plan plan =
        plan(world(INGRESS, edge(HTTP).replace("ingressgateway", "egressgateway")), gateway());
    assertThat(plan.listeners()).isEmpty();
  }
}
