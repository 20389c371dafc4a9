package dev.weft.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.compiler.plan.Plan;
import dev.weft.world.Change;
import dev.weft.world.Node;
import dev.weft.world.World;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ManyServicesTest {
  /// What this thread had of a processor, however busy the machine.
  private static long now() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  @Test
  void aSidecarThatSeesAThousandServicesIsPlannedInMilliseconds() {
    StringBuilder yaml = new StringBuilder();
    List<Change> instances = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      String name = "service-" + i;
      yaml.append(Meshes.service(name, "10." + (1 + i / 250) + ".0." + (1 + i % 250), "http", 8080))
          .append("---\n");
      for (int j = 0; j < 5; j++) {
        instances.add(
            Meshes.runs(
                name + "-" + j,
                Map.of("app", name),
                "10." + (20 + j) + "." + (i / 250) + "." + (1 + i % 250),
                8080));
      }
    }
    World world = Meshes.world(yaml.toString()).with(instances);
    Node node = Meshes.sidecar("client", "10.99.0.1", Map.of("app", "client"));
    Plan plan = Meshes.plan(world, node);
    assertThat(plan.clusters()).hasSize(1003);
    assertThat(plan.endpoints()).hasSize(1000);
    long best = Long.MAX_VALUE;
    for (int i = 0; i < 20; i++) {
      long start = now();
      Plan again = Meshes.plan(world, node);
      best = Math.min(best, now() - start);
      assertThat(again).isEqualTo(plan);
    }
    assertThat(best).isLessThan(200_000_000L);
  }
}
