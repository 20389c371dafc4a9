package dev.weft.world.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.api.Parser;
import dev.weft.api.Resource;
import dev.weft.api.gateway.Gateway;
import dev.weft.model.Labels;
import dev.weft.world.Change;
import dev.weft.world.World;
import dev.weft.world.rules.Routing;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IngressesTest {
  private static final String CLASS =
      """
      ---
      apiVersion: networking.k8s.io/v1
      kind: IngressClass
      metadata: {name: edge}
      spec: {controller: istio.io/ingress-controller}
      """;

  private static World world(World before, String yaml) {
    var parsed = Parser.parse("cluster.yaml", yaml, "shop");
    assertThat(parsed.isValid()).as(parsed.problems().toString()).isTrue();
    return before.with(parsed.resources().stream().map(Change.Put::new).toList());
  }

  private static World world(String yaml) {
    return world(World.EMPTY, yaml);
  }

  private static String ingress(String name, String more, String port) {
    return """
    ---
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata: {name: %s, namespace: shop}
    spec:
      %s
      rules:
      - host: shop.example
        http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {%s}}}}]}
    """
        .formatted(name, more, port);
  }

  private static String settings(String written) {
    return """
    ---
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: istio, namespace: istio-system}
    data: {mesh: "%s"}
    """
        .formatted(written);
  }

  private static String service(int port) {
    return """
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: web, namespace: shop}
    spec: {selector: {app: web}, ports: [{name: http, port: %d}]}
    """
        .formatted(port);
  }

  private static List<Resource<Gateway>> gateways(World world) {
    return world.configuration().gateways().serving(Labels.of(Map.of("istio", "ingressgateway")));
  }

  private static List<Integer> ports(World world) {
    return gateways(world).stream()
        .flatMap(gateway ->
            world
                .configuration()
                .virtualServices()
                .visible("istio-system/" + gateway.meta().name(), "istio-system")
                .stream())
        .map(Routing::spec)
        .flatMap(spec -> spec.http().stream())
        .flatMap(rule -> rule.route().stream())
        .map(route -> route.destination())
        .flatMap(to -> to.port().stream())
        .map(port -> port.number())
        .toList();
  }

  @Test
  void anIngressOfAClassOfTheMeshsControllerIsServed() {
    World world = world(CLASS + ingress("web", "ingressClassName: edge", "number: 80"));
    assertThat(gateways(world)).hasSize(1);
    assertThat(ports(world)).containsExactly(80);
    assertThat(gateways(world(ingress("web", "ingressClassName: edge", "number: 80"))))
        .as("nothing says that the class is the mesh's")
        .isEmpty();
  }

  @Test
  void whatNamesNoClassIsServedInTheModeDefaultAlone() {
    String plain = ingress("web", "tls: []", "number: 80");
    assertThat(gateways(world(plain))).isEmpty();
    assertThat(gateways(world(plain + settings("ingressControllerMode: DEFAULT")))).hasSize(1);
  }

  @Test
  void aControllerThatIsOffServesNothing() {
    String yaml = CLASS + ingress("web", "ingressClassName: edge", "number: 80");
    assertThat(gateways(world(yaml + settings("ingressControllerMode: OFF")))).isEmpty();
  }

  @Test
  void theMeshSaysWhichProxiesServeIngresses() {
    String yaml = CLASS + ingress("web", "ingressClassName: edge", "number: 80");
    World world = world(yaml + settings("ingressSelector: front"));
    assertThat(gateways(world)).isEmpty();
    assertThat(world.configuration().gateways().serving(Labels.of(Map.of("istio", "front"))))
        .hasSize(1);
  }

  @Test
  void aPortByNameFollowsItsService() {
    World unknown = world(CLASS + ingress("web", "ingressClassName: edge", "name: http"));
    assertThat(ports(unknown)).as("no such service yet").isEmpty();
    World known = world(unknown, service(80));
    assertThat(ports(known)).containsExactly(80);
    assertThat(ports(world(known, service(8000)))).containsExactly(8000);
  }

  @Test
  void ingressesOfOneHostAreOneAndStandOnAllTheirGateways() {
    World world =
        world(
            CLASS
                + ingress("a", "ingressClassName: edge", "number: 80")
                + ingress("b", "ingressClassName: edge", "number: 81"));
    assertThat(world.configuration().ingresses().virtualServices())
        .singleElement()
        .satisfies(made -> {
          assertThat(made.spec().gateways()).hasSize(2);
          assertThat(made.spec().http()).hasSize(2);
        });
  }

  @Test
  void aCertificateOpensAnotherPortForItsHosts() {
    World world =
        world(
            CLASS
                + ingress(
                    "web",
                    "ingressClassName: edge\n  tls: [{hosts: [shop.example], secretName: cert}]",
                    "number: 80"));
    assertThat(gateways(world).getFirst().spec().servers())
        .extracting(server -> server.port().number())
        .containsExactly(443, 80);
    assertThat(gateways(world).getFirst().spec().servers().getFirst().tls().orElseThrow())
        .satisfies(tls -> assertThat(tls.credentialName()).isEqualTo("cert"));
  }

  @Test
  void otherChangesLeaveWhatWasMadeAsItIs() {
    World world =
        world(CLASS + service(80) + ingress("web", "ingressClassName: edge", "number: 80"));
    World next = world(world, service(80).replace("app: web", "app: other"));
    assertThat(next.configuration().ingresses()).isSameAs(world.configuration().ingresses());
    assertThat(next.configuration().virtualServices())
        .isSameAs(world.configuration().virtualServices());
  }
}
