package dev.weft.world.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.api.Parser;
import dev.weft.world.Change;
import dev.weft.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NetworkGatewaysTest {
  private static World world(String east, String west) {
    List<Change> changes = new ArrayList<>();
    Parser.parse("east.yaml", east, "default")
        .resources()
        .forEach(resource -> changes.add(new Change.Put(resource)));
    Parser.parse("west.yaml", west, "default")
        .resources()
        .forEach(resource -> changes.add(new Change.Remote("west", new Change.Put(resource))));
    return World.empty("east").with(changes);
  }

  private static String service(String labels, String spec, String status) {
    return """
    apiVersion: v1
    kind: Service
    metadata: {name: eastwest, namespace: istio-system, labels: {%s}}
    spec: {%s}
    status: {loadBalancer: {ingress: [%s]}}
    """
        .formatted(labels, spec, status);
  }

  private static List<String> gateways(World world) {
    return world.gateways().all().stream()
        .map(each ->
            each.network() + " " + each.cluster() + " " + each.address() + ":" + each.port())
        .toList();
  }

  @Test
  void aLabelledServiceIsAGatewayByEachOfItsAddresses() {
    World world =
        world(
            "",
            service(
                "topology.istio.io/network: net-2",
                "type: LoadBalancer, externalIPs: [9.9.9.9], ports: [{name: tls, port: 15443}]",
                "{ip: 1.2.3.4}, {hostname: west.example}"));
    assertThat(gateways(world))
        .containsExactly(
            "net-2 west 1.2.3.4:15443",
            "net-2 west 9.9.9.9:15443",
            "net-2 west west.example:15443");
    assertThat(world.gateways().to("net-2", "west"))
        .as("a host name is no endpoint")
        .extracting(NetworkGateway::address)
        .containsExactly("1.2.3.4", "9.9.9.9");
  }

  @Test
  void aHostNameStandsForWhatItIsFoundToBe() {
    World unknown =
        world(
            "",
            service(
                "topology.istio.io/network: net-2",
                "type: LoadBalancer, ports: [{name: tls, port: 15443}]",
                "{hostname: west.example}"));
    assertThat(unknown.gateways().names()).containsExactly("west.example");
    assertThat(unknown.gateways().guard("net-2")).isTrue();
    assertThat(unknown.gateways().to("net-2", "west")).isEmpty();
    Map<String, List<String>> found = Map.of("west.example", List.of("1.2.3.4", "5.6.7.8"));
    World known = unknown.resolving(found);
    assertThat(known.version()).isGreaterThan(unknown.version());
    assertThat(known.gateways().to("net-2", "west"))
        .containsExactly(
            new NetworkGateway("net-2", "west", "1.2.3.4", 15443),
            new NetworkGateway("net-2", "west", "5.6.7.8", 15443));
    assertThat(known.gateways().scale()).isEqualTo(2);
    assertThat(known.resolving(found)).isSameAs(known);
    World later =
        known.with(
            Parser.parse(
                    "more.yaml",
                    "{apiVersion: v1, kind: Service, metadata: {name: b}, spec: {ports: [{port:"
                        + " 1}]}}",
                    "default")
                .resources()
                .stream()
                .map(Change.Put::new)
                .toList());
    assertThat(later.gateways().to("net-2", "west")).hasSize(2);
  }

  @Test
  void aLabelMayNameAnotherPort() {
    String spec = "type: LoadBalancer, ports: [{name: a, port: 15443}, {name: b, port: 443}]";
    String labels = "topology.istio.io/network: net-2, networking.istio.io/gatewayPort: '443'";
    assertThat(gateways(world("", service(labels, spec, "{ip: 1.2.3.4}"))))
        .containsExactly("net-2 west 1.2.3.4:443");
    assertThat(gateways(world("", service(labels.replace("443", "444"), spec, "{ip: 1.2.3.4}"))))
        .isEmpty();
  }

  @Test
  void aNodePortIsReachedAtTheChosenMachines() {
    String machines =
        """
        apiVersion: v1
        kind: Node
        metadata: {name: m1, labels: {edge: 'true'}}
        status: {addresses: [{type: InternalIP, address: 10.0.0.1}, {type: ExternalIP, address: 5.5.5.1}]}
        ---
        apiVersion: v1
        kind: Node
        metadata: {name: m2}
        status: {addresses: [{type: ExternalIP, address: 5.5.5.2}]}
        ---
        """;
    String service =
        service(
                "topology.istio.io/network: net-2",
                "type: NodePort, ports: [{name: tls, port: 15443, nodePort: 30443}]",
                "")
            .replace(
                "labels:",
                "annotations: {traffic.istio.io/nodeSelector: '{\"edge\": \"true\"}'}, labels:");
    assertThat(gateways(world("", machines + service))).containsExactly("net-2 west 5.5.5.1:30443");
  }

  @Test
  void meshNetworksNameGatewaysByAddressAndByService() {
    String networks =
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: istio, namespace: istio-system}
        data:
          meshNetworks: |
            networks:
              net-1: {gateways: [{address: 7.7.7.7, port: 443}]}
              net-2:
                endpoints: [{fromRegistry: west}]
                gateways: [{registryServiceName: eastwest.istio-system.svc.cluster.local, port: 15443}]
        """;
    String service =
        service("app: x", "type: LoadBalancer, ports: [{name: tls, port: 15443}]", "{ip: 1.2.3.4}");
    assertThat(gateways(world(networks, service)))
        .containsExactly("net-2 west 1.2.3.4:15443", "net-1  7.7.7.7:443");
  }

  @Test
  void theGatewayOfTheClusterComesBeforeOthersOfTheNetwork() {
    NetworkGateway one = new NetworkGateway("net", "a", "1.1.1.1", 15443);
    NetworkGateway two = new NetworkGateway("net", "b", "2.2.2.2", 15443);
    NetworkGateway three = new NetworkGateway("net", "b", "3.3.3.3", 15443);
    NetworkGateways gateways = new NetworkGateways(List.of(one, two, three));
    assertThat(gateways.to("net", "b")).containsExactly(two, three);
    assertThat(gateways.to("net", "c")).containsExactly(one, two, three);
    assertThat(gateways.to("other", "a")).isEmpty();
    assertThat(gateways.scale()).isEqualTo(6);
    assertThat(NetworkGateways.NONE.scale()).isEqualTo(1);
  }
}
