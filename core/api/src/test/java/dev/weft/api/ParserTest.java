package dev.weft.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.weft.api.destinationrule.DestinationRule;
import dev.weft.api.destinationrule.HashAlgorithm;
import dev.weft.api.destinationrule.HashKey;
import dev.weft.api.destinationrule.LbPolicy;
import dev.weft.api.envoyfilter.EnvoyFilter;
import dev.weft.api.kubernetes.NumberOrName;
import dev.weft.api.kubernetes.Pod;
import dev.weft.api.kubernetes.Secret;
import dev.weft.api.kubernetes.Service;
import dev.weft.api.meshconfig.MeshConfig;
import dev.weft.api.meshconfig.OutboundTrafficPolicy;
import dev.weft.api.schema.Spec;
import dev.weft.api.schema.Value;
import dev.weft.api.virtualservice.HttpFaultInjection;
import dev.weft.api.virtualservice.HttpRoute;
import dev.weft.api.virtualservice.VirtualService;
import dev.weft.model.Labels;
import dev.weft.model.Position;
import dev.weft.model.Problem;
import dev.weft.model.ResourceKey;
import dev.weft.model.StringMatch;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ParserTest {
  private static final String REVIEWS =
      """
      # routes of reviews
      apiVersion: networking.istio.io/v1beta1
      kind: VirtualService
      metadata:
        name: reviews
        labels: {app: reviews}
        annotations: {"note/a.b": "5"}
        creationTimestamp: "2026-01-31T10:00:00Z"
        resourceVersion: "42"
        ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: a, uid: b, controller: true}]
      spec:
        hosts: [reviews]
        http:
        - name: jason
          match:
          - uri: {prefix: /api}
            headers: {end-user: {exact: jason}, x-any: {}}
            port: 9080
          fault:
            delay: {percentage: {value: 0.5}, fixedDelay: 1m30.5s}
            abort: {httpStatus: 503}
          timeout: 250ms
          retries: {attempts: 3, retryRemoteLocalities: false}
          route:
          - destination: {host: reviews, subset: v2, port: {number: 9080}}
            weight: 75
          - destination: {host: reviews}
            weight: 25
      """;

  @Test
  void aResourceHasEveryFieldThatIsWritten() {
    Resource<VirtualService> resource = only(REVIEWS, VirtualService.class);

    assertThat(resource.kind()).isEqualTo(Kind.VIRTUAL_SERVICE);
    assertThat(resource.apiVersion()).isEqualTo("networking.istio.io/v1beta1");
    assertThat(resource.key()).isEqualTo(new ResourceKey("VirtualService", "shop", "reviews"));
    assertThat(resource.meta().labels()).isEqualTo(Labels.of(Map.of("app", "reviews")));
    assertThat(resource.meta().annotation("note/a.b")).isEqualTo("5");
    assertThat(resource.meta().created()).contains(Instant.parse("2026-01-31T10:00:00Z"));
    assertThat(resource.meta().resourceVersion()).isEqualTo("42");
    assertThat(resource.meta().owners())
        .containsExactly(new Meta.Owner("apps/v1", "ReplicaSet", "a", true));
    HttpRoute route = resource.spec().http().getFirst();
    assertThat(route.match().getFirst().uri()).contains(new StringMatch.Prefix("/api"));
    assertThat(route.match().getFirst().headers())
        .containsExactly(
            Map.entry("end-user", new StringMatch.Exact("jason")),
            Map.entry("x-any", new StringMatch.Present()));
    assertThat(route.match().getFirst().port()).isEqualTo(9080);
    assertThat(route.timeout()).contains(Duration.ofMillis(250));
    assertThat(route.retries().orElseThrow().retryRemoteLocalities()).contains(false);
    assertThat(route.retries().orElseThrow().retryIgnorePreviousHosts()).isEmpty();
    assertThat(route.route().getFirst().destination().port().orElseThrow().number())
        .isEqualTo(9080);
    assertThat(route.route().get(1).destination().subset()).isEmpty();
    HttpFaultInjection fault = route.fault().orElseThrow();
    assertThat(fault.delay().orElseThrow().httpDelayType())
        .contains(new HttpFaultInjection.DelayType.FixedDelay(Duration.ofMillis(90_500)));
    assertThat(fault.abort().orElseThrow().errorType())
        .contains(new HttpFaultInjection.ErrorType.HttpStatus(503));
  }

  @Test
  void everyValueHasThePlaceWhereItIsWritten() {
    Resource<VirtualService> resource = only(REVIEWS, VirtualService.class);

    assertThat(resource.position("spec.http[0].route[1].weight")).isEqualTo(at(28, 15));
    assertThat(resource.position("spec.http[0].match[0].headers[\"end-user\"].exact"))
        .isEqualTo(at(17, 35));
    assertThat(resource.position("spec.http[0].route")).isEqualTo(at(24, 5));
    assertThat(resource.position("spec.http[0].mirror.host")).isEqualTo(at(14, 5));
    assertThat(resource.rule("spec.http[0]"))
        .hasToString("VirtualService shop/reviews spec.http[0]");
  }

  @Test
  void aOneofIsTheVariantWhoseFieldIsWritten() {
    DestinationRule rule =
        only(
                """
                apiVersion: networking.istio.io/v1
                kind: DestinationRule
                metadata: {name: a}
                spec:
                  host: a
                  trafficPolicy:
                    loadBalancer:
                      consistentHash:
                        httpCookie: {name: user, ttl: 0s}
                        maglev: {tableSize: 65537}
                  subsets:
                  - name: v1
                    trafficPolicy: {loadBalancer: {simple: RANDOM}}
                """,
                DestinationRule.class)
            .spec();

    LbPolicy policy =
        rule.trafficPolicy().orElseThrow().loadBalancer().orElseThrow().lbPolicy().orElseThrow();
    assertThat(policy)
        .isInstanceOfSatisfying(
            LbPolicy.ConsistentHash.class,
            hash -> {
              assertThat(hash.hashKey())
                  .containsInstanceOf(HashKey.Cookie.class)
                  .hasValueSatisfying(
                      key -> assertThat(((HashKey.Cookie) key).ttl()).contains(Duration.ZERO));
              assertThat(hash.hashAlgorithm()).contains(new HashAlgorithm.Maglev(65537));
            });
  }

  @Test
  void freeFormValuesKeepTheirTypes() {
    EnvoyFilter filter =
        only(
                """
                apiVersion: networking.istio.io/v1alpha3
                kind: EnvoyFilter
                metadata: {name: a}
                spec:
                  configPatches:
                  - applyTo: CLUSTER
                    patch:
                      operation: MERGE
                      value: {a: 1.5, b: "1", c: [true, null]}
                """,
                EnvoyFilter.class)
            .spec();

    assertThat(filter.configPatches().getFirst().patch().orElseThrow().value())
        .contains(
            new Value.Mapping(
                Map.of(
                    "a",
                    new Value.Number(1.5),
                    "b",
                    new Value.Text("1"),
                    "c",
                    new Value.Sequence(List.of(new Value.Truth(true), new Value.Nothing())))));
  }

  @Test
  void kubernetesFieldsThatNoMeshReadsAreTolerated() {
    String text =
        """
        apiVersion: v1
        kind: Service
        metadata: {name: reviews, namespace: shop, uid: a, managedFields: [{manager: kubectl}]}
        spec:
          sessionAffinityConfig: {clientIP: {timeoutSeconds: 5}}
          ports:
          - {port: 80, targetPort: web, name: http}
          - {port: 81, targetPort: 8081, name: tcp}
        status: {loadBalancer: {ingress: [{ip: 1.2.3.4}]}}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: a}
        spec: {tolerations: [{key: a}], containers: [{name: app, livenessProbe: {}}]}
        status: {podIP: 10.0.0.1, qosClass: BestEffort}
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: a}
        data: {ca.crt: aGVsbG8=}
        stringData: {plain: text}
        """;

    Parsed parsed = Parser.parse("a.yaml", text, "default");

    assertThat(parsed.problems()).isEmpty();
    Service service = parsed.resources().get(0).as(Service.class).orElseThrow().spec();
    assertThat(service.spec().ports().get(0).targetPort()).contains(new NumberOrName.Name("web"));
    assertThat(service.spec().ports().get(1).targetPort()).contains(new NumberOrName.Number(8081));
    Pod pod = parsed.resources().get(1).as(Pod.class).orElseThrow().spec();
    assertThat(pod.status().orElseThrow().podIP()).isEqualTo("10.0.0.1");
    Secret secret = parsed.resources().get(2).as(Secret.class).orElseThrow().spec();
    assertThat(secret.bytes("ca.crt").orElseThrow())
        .isEqualTo("hello".getBytes(StandardCharsets.UTF_8));
    assertThat(secret.bytes("plain").orElseThrow())
        .isEqualTo("text".getBytes(StandardCharsets.UTF_8));
    assertThat(secret.bytes("absent")).isEmpty();
  }

  @Test
  void aBrokenDocumentLeavesItsNeighboursAndNamesWhatItClaims() {
    String text =
        """
        apiVersion: v1
        kind: Namespace
        metadata: {name: a}
        ---
        kind: [
        --- # commented
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata: {name: b, namespace: shop}
        spec: {host: 5}
        ...
        # nothing here
        ---
        apiVersion: v1
        kind: Namespace
        metadata: {name: c}
        """;

    Parsed parsed = Parser.parse("a.yaml", text, "default");

    assertThat(parsed.resources())
        .extracting(Resource::key)
        .containsExactly(
            new ResourceKey("Namespace", "", "a"), new ResourceKey("Namespace", "", "c"));
    assertThat(parsed.refused()).containsExactly(new ResourceKey("DestinationRule", "shop", "b"));
    assertThat(parsed.unreadable()).isEqualTo(1);
    assertThat(parsed.isValid()).isFalse();
    assertThat(parsed.problems())
        .extracting(Problem::code)
        .containsExactly(Problem.Code.SYNTAX, Problem.Code.WRONG_TYPE);
  }

  @Test
  void listsOfResourcesAreReadAsTheirItems() {
    String text =
        """
        {"apiVersion": "v1", "kind": "List", "items": [
        \t{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "a"}},
        \t{"apiVersion": "networking.istio.io/v1", "kind": "DestinationRuleList", "items": [
        \t\t{"apiVersion": "networking.istio.io/v1", "kind": "DestinationRule",
        \t\t "metadata": {"name": "b"}, "spec": {"host": "b"}}]}]}
        """;

    Parsed parsed = Parser.parse("a.json", text, "default");

    assertThat(parsed.problems()).isEmpty();
    assertThat(parsed.resources()).extracting(Resource::key).hasSize(2);
    assertThat(parsed.resources().get(1).position("spec.host").line()).isEqualTo(5);
  }

  @Test
  void anchorsAndMergeKeysAreFollowed() {
    Resource<DestinationRule> rule =
        only(
            """
            apiVersion: networking.istio.io/v1
            kind: DestinationRule
            metadata: {name: a}
            spec:
              host: a
              subsets:
              - &v1 {name: v1, labels: {version: v1}}
              - <<: *v1
                name: v2
            """,
            DestinationRule.class);

    assertThat(rule.spec().subsets().get(1).name()).isEqualTo("v2");
    assertThat(rule.spec().subsets().get(1).labels()).containsEntry("version", "v1");
  }

  @Test
  void theMeshConfigurationIsReadFromItsConfigMap() {
    String text =
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: istio, namespace: istio-system}
        data:
          mesh: |
            accessLogFile: /dev/stdout
            outboundTrafficPolicy:
              mode: REGISTRY_ONLY
            defaultConfig:
              discoveryAddress: istiod:15012
          meshNetworks: "networks: {}"
        """;

    Parsed parsed = Parser.parse("a.yaml", text, "default");

    assertThat(parsed.isValid()).isTrue();
    Resource<MeshConfig> mesh = parsed.resources().get(1).as(MeshConfig.class).orElseThrow();
    assertThat(mesh.key()).isEqualTo(new ResourceKey("MeshConfig", "istio-system", "istio"));
    assertThat(mesh.spec().accessLogFile()).isEqualTo("/dev/stdout");
    assertThat(mesh.spec().outboundMode()).isEqualTo(OutboundTrafficPolicy.Mode.REGISTRY_ONLY);
    assertThat(mesh.position("outboundTrafficPolicy.mode"))
        .isEqualTo(new Position("a.yaml", 8, 13));
    assertThat(parsed.resources().get(2).kind()).isEqualTo(Kind.MESH_NETWORKS);
  }

  @Test
  void anEmptyMeshConfigurationHasTheDocumentedDefaults() {
    MeshConfig mesh = Parser.meshConfig("mesh", "").orElseThrow();

    assertThat(mesh.trustDomain()).isEqualTo("cluster.local");
    assertThat(mesh.rootNamespace()).isEqualTo("istio-system");
    assertThat(mesh.connectTimeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(mesh.enableAutoMtls()).isTrue();
    assertThat(mesh.proxyListenPort()).isEqualTo(15001);
    assertThat(mesh.proxyInboundListenPort()).isEqualTo(15006);
    assertThat(mesh.outboundMode()).isEqualTo(OutboundTrafficPolicy.Mode.ALLOW_ANY);
    assertThat(mesh.ingressControllerMode()).isEqualTo(MeshConfig.IngressControllerMode.STRICT);
    assertThat(mesh.accessLogFile()).isEmpty();
  }

  @Test
  void aPortFarOutOfRangeIsToldTheRangeOfPorts() {
    Parsed parsed =
        Parser.parse(
            "a.yaml",
            """
            apiVersion: v1
            kind: Service
            metadata: {name: a}
            spec: {ports: [{name: a, port: 99999999999, targetPort: 99999999998}, {name: b, port: 65536}]}
            ---
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: a}
            spec:
              hosts: [a]
              http: [{route: [{destination: {host: a, port: {number: 99999999997}}}]}]
            ---
            apiVersion: networking.istio.io/v1
            kind: WorkloadEntry
            metadata: {name: a}
            spec: {address: 10.0.0.1, ports: {http: 99999999996}, weight: 99999999995}
            """,
            "default");

    assertThat(parsed.problems())
        .extracting(Problem::cause, Problem::remedy)
        .containsExactlyInAnyOrder(
            tuple("99999999999 is not a port", "use a number from 1 to 65535"),
            tuple("99999999998 is not a port", "use a number from 1 to 65535"),
            tuple("65536 is not a port", "use a number from 1 to 65535"),
            tuple("99999999997 is not a port", "use a number from 1 to 65535"),
            tuple("99999999996 is not a port", "use a number from 1 to 65535"),
            tuple("99999999995 is out of range", "use a value from -2147483648 to 2147483647"));
  }

  @Test
  void aFieldWithoutEffectIsAcceptedWithAWarning() {
    Parsed parsed =
        Parser.parse(
            "a.yaml",
            """
            apiVersion: networking.istio.io/v1
            kind: DestinationRule
            metadata: {name: a}
            spec:
              host: a
              subsets:
              - name: v1
                trafficPolicy: {tunnel: {targetHost: b.example.com, targetPort: 443}}
            """,
            "default");

    assertThat(parsed.resources()).hasSize(1);
    assertThat(parsed.problems())
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.code()).isEqualTo(Problem.Code.NOT_YET_EFFECTIVE);
          assertThat(problem.path()).isEqualTo("spec.subsets[0].trafficPolicy.tunnel");
          assertThat(problem.position().line()).isEqualTo(8);
        });
  }

  @Test
  void whatIsNotOfTheMeshIsRemarkedUponAndNothingMore() {
    Parsed parsed =
        Parser.parse(
            "a.yaml",
            """
            apiVersion: batch/v1
            kind: Job
            metadata: {name: a}
            ---
            apiVersion: gateway.networking.k8s.io/v1
            kind: Gateway
            metadata: {name: b}
            """,
            "default");

    assertThat(parsed.isValid()).isTrue();
    assertThat(parsed.unreadable()).isZero();
    assertThat(parsed.problems())
        .extracting(Problem::code)
        .containsExactly(Problem.Code.UNKNOWN_KIND, Problem.Code.NOT_YET_EFFECTIVE);
  }

  @Test
  void theSameTextSaysTheSameAndAMovedOneToo() {
    Resource<VirtualService> resource = only(REVIEWS, VirtualService.class);

    assertThat(resource.says(only("\n\n" + REVIEWS, VirtualService.class))).isTrue();
    assertThat(resource.says(only(REVIEWS.replace("75", "74"), VirtualService.class))).isFalse();
  }

  private static Position at(int line, int column) {
    return new Position("reviews.yaml", line, column);
  }

  private static <S extends Spec> Resource<S> only(String text, Class<S> type) {
    Parsed parsed = Parser.parse("reviews.yaml", text, "shop");
    assertThat(parsed.isValid()).as(parsed.problems().toString()).isTrue();
    return parsed.resources().getFirst().as(type).orElseThrow();
  }
}
