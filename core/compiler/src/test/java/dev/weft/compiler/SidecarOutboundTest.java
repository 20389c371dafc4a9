package dev.weft.compiler;

import static dev.weft.compiler.Meshes.addresses;
import static dev.weft.compiler.Meshes.cluster;
import static dev.weft.compiler.Meshes.host;
import static dev.weft.compiler.Meshes.laptop;
import static dev.weft.compiler.Meshes.listener;
import static dev.weft.compiler.Meshes.plan;
import static dev.weft.compiler.Meshes.relay;
import static dev.weft.compiler.Meshes.runs;
import static dev.weft.compiler.Meshes.service;
import static dev.weft.compiler.Meshes.sidecar;
import static dev.weft.compiler.Meshes.table;
import static dev.weft.compiler.Meshes.world;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.compiler.plan.ChainPlan;
import dev.weft.compiler.plan.ClusterPlan;
import dev.weft.compiler.plan.EndpointsPlan;
import dev.weft.compiler.plan.ListenerPlan;
import dev.weft.compiler.plan.Plan;
import dev.weft.compiler.plan.RoutePlan;
import dev.weft.compiler.plan.RouteTablePlan;
import dev.weft.model.StringMatch;
import dev.weft.world.Node;
import dev.weft.world.World;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SidecarOutboundTest {
  private static final String REVIEWS = service("reviews", "10.1.0.1", "http", 9080);
  private static final Node CLIENT = sidecar("client", "10.0.0.9", Map.of("app", "client"));

  private static World reviews() {
    return world(REVIEWS)
        .with(
            List.of(
                runs("reviews-v1", Map.of("app", "reviews", "version", "v1"), "10.0.0.1", 9080),
                runs("reviews-v2", Map.of("app", "reviews", "version", "v2"), "10.0.0.2", 9080)));
  }

  @Test
  void anHttpServiceIsAVirtualHostOfTheSharedListenerOfItsPort() {
    Plan plan = plan(reviews(), CLIENT);
    ListenerPlan shared = listener(plan, "0.0.0.0_9080");
    assertThat(shared.binding()).isEqualTo(ListenerPlan.Binding.HANDED_OVER);
    assertThat(shared.inspectors()).containsExactly(ListenerPlan.Inspector.HTTP);
    assertThat(shared.chains()).hasSize(1);
    assertThat(shared.chains().getFirst().match().applicationProtocols())
        .containsExactly("http/1.1", "h2c");
    assertThat(relay(shared.fallback().orElseThrow())).isEqualTo("PassthroughCluster");
    RouteTablePlan.VirtualHost host = host(plan, "9080", "reviews.default.svc.cluster.local:9080");
    assertThat(host.domains())
        .containsExactly(
            "reviews.default.svc.cluster.local",
            "reviews.default.svc.cluster.local.",
            "reviews",
            "reviews.default.svc",
            "reviews.default",
            "10.1.0.1");
    assertThat(table(plan, "9080").virtualHosts().getLast().name()).isEqualTo("allow_any");
    RoutePlan.Forward forward = (RoutePlan.Forward) host.routes().getFirst().action();
    assertThat(forward.destinations().getFirst().cluster())
        .isEqualTo("outbound|9080||reviews.default.svc.cluster.local");
    assertThat(forward.retry().orElseThrow().on())
        .containsExactly(
            "connect-failure",
            "refused-stream",
            "unavailable",
            "cancelled",
            "retriable-status-codes");
    assertThat(host.routes().getFirst().name()).isEqualTo("default");
  }

  @Test
  void clientsOfAnotherNamespaceNeedTheServicesNamespaceInItsName() {
    Node other = Node.sidecar("client", "shop", "10.0.0.9", dev.weft.model.Labels.NONE);
    assertThat(
            host(plan(reviews(), other), "9080", "reviews.default.svc.cluster.local:9080")
                .domains())
        .contains("reviews.default", "reviews.default.svc")
        .doesNotContain("reviews");
  }

  @Test
  void endpointsAreReadyInstancesAndMeshedOnesGetMutualTls() {
    String name = "outbound|9080||reviews.default.svc.cluster.local";
    World world = reviews();
    Plan plan = plan(world, CLIENT);
    assertThat(addresses(plan, name)).containsExactly("10.0.0.1:9080", "10.0.0.2:9080");
    EndpointsPlan.Endpoint first =
        Meshes.endpoints(plan, name).groups().getFirst().endpoints().getFirst();
    assertThat(first.tlsMode()).isEqualTo(EndpointsPlan.TlsMode.ISTIO);
    assertThat(first.workload()).isEqualTo("reviews-v1;default;reviews;v1;Kubernetes");
    ClusterPlan cluster = cluster(plan, name);
    assertThat(cluster.discovery()).isEqualTo(new ClusterPlan.Sent());
    ClusterPlan.WhereMeshed tls = (ClusterPlan.WhereMeshed) cluster.tls();
    assertThat(tls.tls().serverName())
        .isEqualTo("outbound_.9080_._.reviews.default.svc.cluster.local");
    assertThat(tls.tls().subjectNames())
        .containsExactly(
            new StringMatch.Exact("spiffe://cluster.local/ns/default/sa/reviews-v1-account"),
            new StringMatch.Exact("spiffe://cluster.local/ns/default/sa/reviews-v2-account"));

    dev.weft.world.registry.Instance down =
        world.instances().stream().findFirst().orElseThrow().ready(false);
    World after = world.with(List.of(new dev.weft.world.Change.Runs(down)));
    assertThat(addresses(plan(after, CLIENT), name)).containsExactly("10.0.0.2:9080");
  }

  @Test
  void aVirtualServiceDecidesByHeaderWeightAndSubset() {
    World world =
        world(
            REVIEWS,
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
                match: [{headers: {end-user: {exact: jason}}}]
                route: [{destination: {host: reviews, subset: v2}}]
              - route:
                - {destination: {host: reviews, subset: v1}, weight: 90}
                - {destination: {host: reviews, subset: v2}, weight: 10}
            """);
    Plan plan =
        plan(
            world.with(
                List.of(
                    runs("reviews-v1", Map.of("app", "reviews", "version", "v1"), "10.0.0.1", 9080),
                    runs(
                        "reviews-v2",
                        Map.of("app", "reviews", "version", "v2"),
                        "10.0.0.2",
                        9080))),
            CLIENT);
    List<RoutePlan> routes = host(plan, "9080", "reviews.default.svc.cluster.local:9080").routes();
    assertThat(routes).hasSize(2);
    assertThat(routes.getFirst().name()).isEqualTo("jason");
    assertThat(routes.getFirst().match().headers())
        .containsExactly(
            new RoutePlan.NamedMatch(
                "end-user", new StringMatch.Exact("jason"), RoutePlan.Sense.MUST, false));
    assertThat(routes.getFirst().rule().orElseThrow().toString())
        .isEqualTo("VirtualService default/reviews spec.http[0]");
    RoutePlan.Forward split = (RoutePlan.Forward) routes.getLast().action();
    assertThat(split.destinations())
        .extracting(RoutePlan.Destination::cluster, RoutePlan.Destination::weight)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                "outbound|9080|v1|reviews.default.svc.cluster.local", 90),
            org.assertj.core.groups.Tuple.tuple(
                "outbound|9080|v2|reviews.default.svc.cluster.local", 10));
    assertThat(addresses(plan, "outbound|9080|v2|reviews.default.svc.cluster.local"))
        .containsExactly("10.0.0.2:9080");
    assertThat(
            cluster(plan, "outbound|9080|v2|reviews.default.svc.cluster.local")
                .rule()
                .orElseThrow()
                .toString())
        .isEqualTo("DestinationRule default/reviews spec.subsets[1]");
  }

  @Test
  void aTcpServiceHasAListenerOnItsOwnAddress() {
    Plan plan = plan(world(service("db", "10.1.0.7", "tcp", 5432)), CLIENT);
    ListenerPlan own = listener(plan, "10.1.0.7_5432");
    assertThat(own.inspectors()).isEmpty();
    assertThat(relay(own.chains().getFirst()))
        .isEqualTo("outbound|5432||db.default.svc.cluster.local");
  }

  @Test
  void anUndeclaredPortIsDetectedAndHasARouteTableOfItsOwn() {
    Plan plan = plan(world(service("mystery", "10.1.0.8", "foo", 7000)), CLIENT);
    ListenerPlan own = listener(plan, "10.1.0.8_7000");
    assertThat(own.inspectors()).containsExactly(ListenerPlan.Inspector.HTTP);
    ChainPlan.Http http = (ChainPlan.Http) own.chains().getFirst().terminal();
    assertThat(http.routes())
        .isEqualTo(new ChainPlan.Named("mystery.default.svc.cluster.local:7000"));
    assertThat(relay(own.fallback().orElseThrow()))
        .isEqualTo("outbound|7000||mystery.default.svc.cluster.local");
    assertThat(table(plan, "mystery.default.svc.cluster.local:7000").virtualHosts())
        .singleElement()
        .satisfies(host -> assertThat(host.domains()).containsExactly("*"));
  }

  @Test
  void everythingIsHandedOnByVirtualOutbound() {
    ListenerPlan all = listener(plan(World.EMPTY, CLIENT), "virtualOutbound");
    assertThat(all.binding()).isEqualTo(ListenerPlan.Binding.DISPATCHING_SOCKET);
    assertThat(all.address().toString()).isEqualTo("0.0.0.0:15001");
    assertThat(relay(all.chains().getFirst())).isEqualTo("BlackHoleCluster");
    assertThat(relay(all.chains().getLast())).isEqualTo("PassthroughCluster");
  }

  @Test
  void registryOnlyRefusesWhatNobodyDeclared() {
    Plan plan =
        plan(
            world(
                REVIEWS,
                """
                apiVersion: networking.istio.io/v1
                kind: Sidecar
                metadata: {name: default, namespace: default}
                spec: {outboundTrafficPolicy: {mode: REGISTRY_ONLY}}
                """),
            CLIENT);
    RouteTablePlan.VirtualHost last = table(plan, "9080").virtualHosts().getLast();
    assertThat(last.name()).isEqualTo("block_all");
    assertThat(last.routes().getFirst().action()).isEqualTo(new RoutePlan.Respond(502, ""));
    assertThat(relay(listener(plan, "virtualOutbound").chains().getLast()))
        .isEqualTo("BlackHoleCluster");
  }

  @Test
  void onALaptopEachPortBindsToTheOutboundAddressAndTheForwardProxyNamesPorts() {
    Plan plan = plan(reviews(), laptop("client", 9, Map.of("app", "client"), 8080));
    assertThat(plan.listeners())
        .extracting(ListenerPlan::name)
        .containsExactly("127.66.9.3_9080", "127.66.9.3_15002");
    ListenerPlan http = listener(plan, "127.66.9.3_9080");
    assertThat(http.binding()).isEqualTo(ListenerPlan.Binding.SOCKET);
    assertThat(http.inspectors()).isEmpty();
    assertThat(((ChainPlan.Http) http.chains().getFirst().terminal()).routes())
        .isEqualTo(new ChainPlan.Named("9080"));
    RouteTablePlan proxy = table(plan, "http_proxy");
    assertThat(proxy.ignorePort()).isFalse();
    assertThat(host(plan, "http_proxy", "reviews.default.svc.cluster.local:9080").domains())
        .contains("reviews:9080", "reviews.default.svc.cluster.local:9080")
        .doesNotContain("reviews");
  }

  @Test
  void aSidecarResourceNarrowsWhatIsSeen() {
    Plan plan =
        plan(
            world(
                REVIEWS,
                service("ratings", "10.1.0.2", "http", 9080),
                """
                apiVersion: networking.istio.io/v1
                kind: Sidecar
                metadata: {name: default, namespace: default}
                spec: {egress: [{hosts: ["./ratings.default.svc.cluster.local"]}]}
                """),
            CLIENT);
    assertThat(plan.clusters())
        .extracting(ClusterPlan::name)
        .contains("outbound|9080||ratings.default.svc.cluster.local")
        .doesNotContain("outbound|9080||reviews.default.svc.cluster.local");
  }

  @Test
  void aTlsServiceEntryIsToldApartByServerName() {
    Plan plan =
        plan(
            world(
                """
                apiVersion: networking.istio.io/v1
                kind: ServiceEntry
                metadata: {name: out, namespace: default}
                spec:
                  hosts: [api.example.com]
                  ports: [{number: 443, name: tls, protocol: TLS}]
                  resolution: DNS
                """),
            CLIENT);
    ListenerPlan https = listener(plan, "0.0.0.0_443");
    assertThat(https.inspectors()).containsExactly(ListenerPlan.Inspector.TLS);
    assertThat(https.chains().getFirst().match().serverNames()).containsExactly("api.example.com");
    ClusterPlan cluster = cluster(plan, "outbound|443||api.example.com");
    assertThat(cluster.tls()).isEqualTo(new ClusterPlan.Plain());
    assertThat(cluster.discovery()).isInstanceOf(ClusterPlan.Resolved.class);
  }
}
