package dev.weft.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.xds.ResourceType;
import dev.weft.xds.Resources;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/// Guards against work that grows out of proportion; the bounds are loose, the best of several
/// rounds counts, and time is what this thread had of a processor, however busy the machine.
final class LinkSpeedTest {
  private static final int SERVICES = 1_000;

  private static long now() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

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
      start = now();
      graph = Linker.link(resources, Graph.EMPTY).orElseThrow();
      whole = Math.min(whole, now() - start);
    }
    Resources moved =
        resources.toBuilder()
            .add(
                ResourceType.ENDPOINT,
                Given.endpoints("svc7.default.svc.cluster.local", "10.2.0.1"))
            .build();
    long one = Long.MAX_VALUE;
    for (int round = 0; round < 10; round++) {
      start = now();
      Graph next = Linker.link(round % 2 == 0 ? moved : resources, graph).orElseThrow();
      one = Math.min(one, now() - start);
      graph = next;
    }
    long decide = Long.MAX_VALUE;
    for (int round = 0; round < 20; round++) {
      start = now();
      for (int i = 0; i < 20_000; i++) {
        Given.decide(graph, Given.get("svc999.default.svc.cluster.local", "/"), i);
      }
      decide = Math.min(decide, (now() - start) / 20_000);
    }
    System.out.printf(
        "link %d us, endpoint change %d us, decide %d ns%n", whole / 1000, one / 1000, decide);
    assertThat(whole).isLessThan(150_000_000L);
    assertThat(one).isLessThan(500_000_000L);
    assertThat(decide).isLessThan(50_000);
  }
}
