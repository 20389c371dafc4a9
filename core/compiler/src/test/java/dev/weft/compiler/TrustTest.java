package dev.weft.compiler;

import static dev.weft.compiler.Meshes.cluster;
import static dev.weft.compiler.Meshes.listener;
import static dev.weft.compiler.Meshes.plan;
import static dev.weft.compiler.Meshes.runs;
import static dev.weft.compiler.Meshes.service;
import static dev.weft.compiler.Meshes.sidecar;
import static dev.weft.compiler.Meshes.world;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.compiler.plan.CertificateSource;
import dev.weft.compiler.plan.ClusterPlan;
import dev.weft.compiler.plan.Plan;
import dev.weft.compiler.plan.ServerTlsPlan;
import dev.weft.model.ResourceKey;
import dev.weft.model.StringMatch;
import dev.weft.world.Change;
import dev.weft.world.World;
import dev.weft.xds.ResourceType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Whom proxies believe, from TrustBundles and MeshConfig to what they are told.
class TrustTest {
  private static final Map<String, String> LABELS = Map.of("app", "reviews");
  private static final String MESH =
      """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: istio, namespace: istio-system}
      data:
        mesh: |
          trustDomain: a.example
      """;
  private static final String OWN = bundle("own", "istio-system", "a.example", pem("a"), "");
  private static final String FOREIGN = bundle("b", "istio-system", "b.example", pem("b"), "");

  private static String pem(String name) {
    try (InputStream in =
        Objects.requireNonNull(TrustTest.class.getResourceAsStream("/roots/" + name + ".pem"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static String bundle(
      String name, String namespace, String domain, String pem, String annotations) {
    return "apiVersion: weft.dev/v1alpha1\nkind: TrustBundle\nmetadata: {name: "
        + name
        + ", namespace: "
        + namespace
        + ", annotations: {"
        + annotations
        + "}}\nspec:\n  trustDomain: "
        + domain
        + "\n  pem: |\n"
        + pem.indent(4);
  }

  private static World mesh(String... more) {
    List<String> all = new ArrayList<>(List.of(service("reviews", "10.1.0.1", "http", 9080)));
    all.addAll(List.of(more));
    return world(all.toArray(String[]::new))
        .with(List.of(runs("reviews-v1", LABELS, "10.0.0.1", 9080)));
  }

  private static ServerTlsPlan inbound(World world) {
    Plan plan = plan(world, sidecar("reviews-v1", "10.0.0.1", LABELS));
    return listener(plan, "virtualInbound").chains().stream()
        .filter(chain -> chain.match().destinationPort().orElse(0) == 9080)
        .flatMap(chain -> chain.tls().stream())
        .findFirst()
        .orElseThrow();
  }

  private static CertificateSource outbound(World world) {
    Plan plan = plan(world, sidecar("client", "10.0.0.9", Map.of()));
    return ((ClusterPlan.WhereMeshed)
            cluster(plan, "outbound|9080||reviews.default.svc.cluster.local").tls())
        .tls()
        .authority();
  }

  private static List<String> callers(World world) {
    return inbound(world).subjectNames().stream()
        .map(name -> ((StringMatch.Prefix) name).value())
        .toList();
  }

  private static Map<String, String> bundles(CertificateSource authority) {
    return ((CertificateSource.Bundles) authority).roots();
  }

  @Test
  void withOneDomainTheRootComesWithTheCertificate() {
    World world = mesh(MESH, OWN);
    assertThat(inbound(world).authority()).isEqualTo(new CertificateSource.Workload());
    assertThat(outbound(world)).isEqualTo(new CertificateSource.Workload());
    assertThat(callers(world)).containsExactly("spiffe://a.example/");
  }

  @Test
  void aForeignBundleIsOneOfTwoAndEachVouchesForItsOwnDomain() {
    World world = mesh(MESH, OWN, FOREIGN);
    assertThat(bundles(inbound(world).authority()))
        .containsExactly(Map.entry("a.example", pem("a")), Map.entry("b.example", pem("b")));
    assertThat(outbound(world)).isEqualTo(inbound(world).authority());
    assertThat(callers(world)).containsExactly("spiffe://a.example/", "spiffe://b.example/");
  }

  @Test
  void aForeignBundleCountsOnlyWhenTheMeshsOwnRootIsKnown() {
    World world = mesh(MESH, FOREIGN);
    assertThat(inbound(world).authority()).isEqualTo(new CertificateSource.Workload());
    assertThat(callers(world)).containsExactly("spiffe://a.example/");
  }

  @Test
  void aBundleOfAnotherNamespaceDoesNotCount() {
    World world = mesh(MESH, OWN, FOREIGN.replace("istio-system", "default"));
    assertThat(callers(world)).containsExactly("spiffe://a.example/");
  }

  @Test
  void withdrawingABundleChangesWhatClustersAndListenersBelieve() {
    World before = mesh(MESH, OWN, FOREIGN);
    assertThat(bundles(outbound(before))).hasSize(2);
    World after =
        before.with(List.of(new Change.Gone(new ResourceKey("TrustBundle", "istio-system", "b"))));
    assertThat(outbound(after)).isEqualTo(new CertificateSource.Workload());
    assertThat(callers(after)).containsExactly("spiffe://a.example/");
  }

  @Test
  void whileTheMeshsOwnRootChangesBothVouch() {
    World world = mesh(MESH, OWN, bundle("next", "istio-system", "a.example", pem("c"), ""));
    assertThat(bundles(inbound(world).authority()))
        .containsExactly(Map.entry("a.example", pem("c") + pem("a")));
    assertThat(callers(world)).containsExactly("spiffe://a.example/");
  }

  @Test
  void anAliasIsVouchedForByTheMeshsOwnRoot() {
    World world = mesh(MESH + "    trustDomainAliases: [old.example]\n", OWN, FOREIGN);
    assertThat(bundles(inbound(world).authority()))
        .containsEntry("old.example", pem("a"))
        .containsEntry("b.example", pem("b"));
    assertThat(callers(world))
        .containsExactly("spiffe://a.example/", "spiffe://old.example/", "spiffe://b.example/");
  }

  @Test
  void meshConfigSaysTheSame() {
    World world =
        mesh(
            MESH
                + "    caCertificates:\n    - trustDomains: [b.example]\n      pem: |\n"
                + pem("b").indent(8),
            OWN);
    assertThat(bundles(inbound(world).authority())).containsEntry("b.example", pem("b"));
  }

  @Test
  void whatWasFetchedCountsAsLongAsItsPlaceIsBelieved() {
    String place =
        """
        apiVersion: weft.dev/v1alpha1
        kind: TrustBundle
        metadata: {name: b, namespace: istio-system}
        spec: {trustDomain: b.example, endpoint: {url: "https://bundle.b.example/"}}
        """;
    String fetched =
        bundle(
            "b-fetched",
            "istio-system",
            "b.example",
            pem("b"),
            "weft.dev/fetched-from: 'https://bundle.b.example/'");
    assertThat(callers(mesh(MESH, OWN, place))).containsExactly("spiffe://a.example/");
    World both = mesh(MESH, OWN, place, fetched);
    assertThat(callers(both)).contains("spiffe://b.example/");
    assertThat(both.configuration().trust().places())
        .singleElement()
        .satisfies(found -> assertThat(found.trustDomain()).isEqualTo("b.example"));
    assertThat(callers(mesh(MESH, OWN, fetched))).containsExactly("spiffe://a.example/");
  }

  @Test
  void aServiceOfAnotherMeshIsKnownByTheNamesThatItsEntryGives() {
    World world =
        mesh(
            MESH,
            OWN,
            FOREIGN,
            """
            apiVersion: networking.istio.io/v1
            kind: ServiceEntry
            metadata: {name: far, namespace: default}
            spec:
              hosts: [far.example]
              location: MESH_INTERNAL
              resolution: STATIC
              ports: [{number: 80, name: http, protocol: HTTP}]
              endpoints: [{address: 10.9.0.1, serviceAccount: far, labels: {security.istio.io/tlsMode: istio}}]
              subjectAltNames: [spiffe://b.example/ns/default/sa/far]
            """);
    Plan plan = plan(world, sidecar("client", "10.0.0.9", Map.of()));
    var tls = ((ClusterPlan.WhereMeshed) cluster(plan, "outbound|80||far.example").tls()).tls();
    assertThat(tls.subjectNames())
        .contains(new StringMatch.Exact("spiffe://b.example/ns/default/sa/far"));
    assertThat(bundles(tls.authority())).containsKey("b.example");
  }

  @Test
  void proxiesAreToldOfTheSpiffeValidator() {
    World world = mesh(MESH, OWN, FOREIGN);
    var resources = Compiler.compile(world, sidecar("reviews-v1", "10.0.0.1", LABELS));
    String told =
        Objects.requireNonNull(resources.of(ResourceType.LISTENER).get("virtualInbound"))
            .packed()
            .toByteString()
            .toString(StandardCharsets.ISO_8859_1);
    assertThat(told)
        .contains("envoy.tls.cert_validator.spiffe")
        .contains("SPIFFECertValidatorConfig")
        .contains(pem("b"))
        .doesNotContain("ROOTCA");
  }
}
