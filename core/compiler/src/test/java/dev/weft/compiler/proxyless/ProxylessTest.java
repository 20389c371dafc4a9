package dev.weft.compiler.proxyless;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.api.Parsed;
import dev.weft.api.Parser;
import dev.weft.compiler.Compiler;
import dev.weft.model.Locality;
import dev.weft.world.Change;
import dev.weft.world.Node;
import dev.weft.world.World;
import dev.weft.xds.ResourceType;
import dev.weft.xds.Resources;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ProxylessTest {
  private static final String TABLE = "outbound|50051||greeter.default.svc.cluster.local";
  private static final String MESH =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: greeter, namespace: default}
      spec:
        selector: {app: greeter}
        ports: [{name: grpc, port: 50051}]
      ---
      apiVersion: networking.istio.io/v1
      kind: WorkloadEntry
      metadata: {name: greeter-1, namespace: default}
      spec: {address: 10.0.0.1, labels: {app: greeter, version: v1}}
      ---
      apiVersion: networking.istio.io/v1
      kind: DestinationRule
      metadata: {name: greeter, namespace: default}
      spec:
        host: greeter
        subsets: [{name: v1, labels: {version: v1}}, {name: v2, labels: {version: v2}}]
      ---
      apiVersion: networking.istio.io/v1
      kind: VirtualService
      metadata: {name: greeter, namespace: default}
      spec:
        hosts: [greeter]
        http:
        - match: [{uri: {prefix: /old}}]
          redirect: {uri: /new}
        - route:
          - {destination: {host: greeter, subset: v1}, weight: 80}
          - {destination: {host: greeter, subset: v2}, weight: 20}
      """;

  private static Resources compiled() {
    Parsed parsed = Parser.parse("mesh.yaml", MESH, "default");
    assertThat(parsed.isValid()).as(parsed.problems().toString()).isTrue();
    World world =
        World.EMPTY.with(
            parsed.resources().stream().map(resource -> new Change.Put(resource)).toList());
    Node node =
        Node.parse(
                "sidecar~10.0.0.9~client.default~default.svc.cluster.local",
                Locality.UNKNOWN,
                Map.of("GENERATOR", "grpc", "NAMESPACE", "default"))
            .orElseThrow();
    return Compiler.compile(world, node);
  }

  @Test
  void eachNameThatMayBeDialledHasAListenerForTheApi() throws Exception {
    Resources resources = compiled();
    assertThat(resources.of(ResourceType.LISTENER).keySet())
        .containsExactlyInAnyOrder(
            "greeter.default.svc.cluster.local:50051",
            "greeter.default.svc:50051",
            "greeter.default:50051",
            "greeter:50051");
    Listener listener =
        resources.find(ResourceType.LISTENER, "greeter:50051").orElseThrow().as(Listener.class);
    HttpConnectionManager manager =
        listener.getApiListener().getApiListener().unpack(HttpConnectionManager.class);
    assertThat(manager.getRds().getRouteConfigName()).isEqualTo(TABLE);
    assertThat(manager.getHttpFiltersList()).hasSize(1);
  }

  @Test
  void routesThatGrpcWouldRefuseAreLeftOutAndTheOthersStay() {
    List<Route> routes =
        compiled()
            .find(ResourceType.ROUTE, TABLE)
            .orElseThrow()
            .as(RouteConfiguration.class)
            .getVirtualHosts(0)
            .getRoutesList();
    assertThat(routes).hasSize(1);
    assertThat(routes.getFirst().getRoute().getWeightedClusters().getClustersList())
        .extracting(cluster -> cluster.getName() + "=" + cluster.getWeight().getValue())
        .containsExactly(
            "outbound|50051|v1|greeter.default.svc.cluster.local=80",
            "outbound|50051|v2|greeter.default.svc.cluster.local=20");
  }

  @Test
  void clustersAndEndpointsAreOfTheKindThatGrpcKnows() {
    Resources resources = compiled();
    assertThat(resources.of(ResourceType.CLUSTER).values())
        .allSatisfy(cluster ->
            assertThat(cluster.as(Cluster.class).getType()).isEqualTo(Cluster.DiscoveryType.EDS));
    ClusterLoadAssignment endpoints =
        resources.find(ResourceType.ENDPOINT, TABLE).orElseThrow().as(ClusterLoadAssignment.class);
    assertThat(endpoints.getEndpoints(0).getLoadBalancingWeight().getValue()).isEqualTo(1);
  }
}
