package dev.weft.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.xds.ResourceType;
import dev.weft.xds.Resources;
import org.junit.jupiter.api.Test;

/// Guards against work that grows out of proportion; the bounds are loose, for busy machines, and
/// the best of several rounds counts.
final class LinkSpeedTest {
  private static final int SERVICES = 1_000;

  @Test
  void aThousandServicesLinkQuicklyAndAnEndpointChangeAtOnce() {
    StringBuilder hosts = new StringBuilder();
    Resources.Builder builder = Resources.builder();
    for (int i = 0; i < SERVICES; i++) {
      String name = "svc" + i + ".default.svc.cluster.local";
      hosts.append(
          "virtual_hosts { name: '%s:80' domains: '%s' domains: 'svc%d' routes { match { prefix: '/' } route { cluster: '%s' } } }"
              .formatted(name, name, i, name));
      builder
          .add(ResourceType.CLUSTER, Given.cluster(name))
          .add(ResourceType.ENDPOINT, Given.endpoints(name, "10.1." + i / 250 + "." + i % 250));
    }
    builder
        .add(ResourceType.ROUTE, Given.routes(hosts.toString()))
        .add(ResourceType.LISTENER, Given.listener(Given.manager().build()));
    Resources resources = builder.build();
    Graph graph = Graph.EMPTY;
    long whole = Long.MAX_VALUE;
    long start = 0;
    for (int round = 0; round < 10; round++) {
      start = System.nanoTime();
      graph = Linker.link(resources, Graph.EMPTY).orElseThrow();
      whole = Math.min(whole, System.nanoTime() - start);
    }
    Resources moved =
        resources.toBuilder()
            .add(
                ResourceType.ENDPOINT,
                Given.endpoints("svc7.default.svc.cluster.local", "10.2.0.1"))
            .build();
    start = System.nanoTime();
    graph = Linker.link(moved, graph).orElseThrow();
    long one = System.nanoTime() - start;
    long decide = Long.MAX_VALUE;
    for (int round = 0; round < 20; round++) {
      start = System.nanoTime();
      for (int i = 0; i < 20_000; i++) {
        Given.decide(graph, Given.get("svc999.default.svc.cluster.local", "/"), i);
      }
      decide = Math.min(decide, (System.nanoTime() - start) / 20_000);
    }
    System.out.printf(
        "link %d us, endpoint change %d us, decide %d ns%n", whole / 1000, one / 1000, decide);
    assertThat(whole).isLessThan(150_000_000L);
    assertThat(one).isLessThan(500_000_000L);
    assertThat(decide).isLessThan(50_000);
  }
}
