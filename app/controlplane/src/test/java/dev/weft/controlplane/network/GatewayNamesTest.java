package dev.weft.controlplane.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.api.Parser;
import dev.weft.controlplane.config.Worlds;
import dev.weft.model.Problem;
import dev.weft.world.Change;
import dev.weft.world.network.NetworkGateway;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class GatewayNamesTest {
  private static final int PATIENCE_SECONDS = 60;

  private final Worlds worlds = new Worlds("east");
  private final Map<String, List<String>> records = new ConcurrentHashMap<>();
  private final BlockingQueue<Map<String, List<String>>> told = new LinkedBlockingQueue<>();

  private List<String> look(String name) throws UnknownHostException {
    List<String> found = records.get(name);
    if (found == null) {
      throw new UnknownHostException(name);
    }
    return found;
  }

  private void gateway(String name) {
    String text =
        """
        apiVersion: v1
        kind: Service
        metadata:
          name: eastwest
          namespace: istio-system
          labels: {topology.istio.io/network: net-2}
        spec: {type: LoadBalancer, ports: [{name: tls, port: 15443}]}
        status: {loadBalancer: {ingress: [{hostname: %s}]}}
        """
            .formatted(name);
    worlds.change(
        Parser.parse("service.yaml", text, "default").resources().stream()
            .<Change>map(resource -> new Change.Remote("west", new Change.Put(resource)))
            .toList());
  }

  private Map<String, List<String>> next() throws InterruptedException {
    Map<String, List<String>> addresses = told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(addresses).as("a world with other addresses").isNotNull();
    return addresses;
  }

  @Test
  void aNameIsLookedUpWhenItAppearsAndAGatewayThatHasNoAddressIsSaid() throws Exception {
    records.put("first.example", List.of("192.0.2.2", "192.0.2.1"));
    worlds.listen((world, changes) -> {
      if (changes.isEmpty()) {
        told.add(world.gateways().addresses());
      }
    });
    try (GatewayNames _ = GatewayNames.start(worlds, this::look)) {
      gateway("first.example");
      assertThat(next()).isEqualTo(Map.of("first.example", List.of("192.0.2.1", "192.0.2.2")));
      assertThat(worlds.world().gateways().to("net-2", "west"))
          .extracting(NetworkGateway::address)
          .containsExactly("192.0.2.1", "192.0.2.2");
      assertThat(worlds.problems()).isEmpty();

      gateway("second.example");
      assertThat(next()).isEqualTo(Map.of("second.example", List.of()));
      assertThat(worlds.world().gateways().to("net-2", "west")).isEmpty();
      assertThat(worlds.problems())
          .extracting(Problem::cause)
          .containsExactly(
              "the gateway 'second.example' of a network has no address: second.example; nothing"
                  + " is sent through it");
    }
  }
}
