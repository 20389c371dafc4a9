package dev.weft.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The control plane is killed under load: nobody notices, and after its return changes arrive
/// again.
class ControlPlaneLossIT {
  private static final Path RESOURCES = Project.path("proof/interop/src/test/resources");

  @ParameterizedTest
  @EnumSource(DataPlane.class)
  void noRequestFailsWhileTheControlPlaneIsDeadAndProxiesResynchronise(DataPlane plane)
      throws IOException {
    try (RunningMesh mesh =
            RunningMesh.up(
                plane,
                List.of(
                    RESOURCES.resolve("scenarios/base.yaml"), RESOURCES.resolve("live/split.yaml")),
                "--isolated");
        SteadyCalls calls =
            SteadyCalls.start(mesh.client("client-v1"), "http://reviews:9080/", 100)) {
      Patience.until(
          Duration.ofSeconds(120),
          () -> "calls: " + calls.outcomes().size(),
          () -> calls.outcomes().size() >= 200);
      long pid = mesh.part("control-plane").at("/pid").asLong();
      ProcessHandle.of(pid).orElseThrow().destroyForcibly();
      int before = calls.outcomes().size();
      Patience.until(
          Duration.ofSeconds(120),
          () -> "calls after the kill: " + (calls.outcomes().size() - before),
          () -> calls.outcomes().size() - before >= 500);

      Files.writeString(
          mesh.directory().resolve("split.yaml"),
          Files.readString(RESOURCES.resolve("live/split.yaml"))
              .replace("weight: 90", "weight: 0")
              .replace("weight: 10", "weight: 100"));
      try (HttpClient client = mesh.client("client-v1")) {
        Patience.until(
            Duration.ofSeconds(180),
            () -> "ten calls in a row to v3 after the control plane came back",
            () -> tenToTheThird(client));
      }
      assertThat(calls.failures()).as("failed calls of %s", calls.outcomes().size()).isEmpty();
    }
  }

  private static boolean tenToTheThird(HttpClient client) {
    for (int i = 0; i < 10; i++) {
      String by =
          RunningMesh.get(client, "http://reviews:9080/", Map.of())
              .headers()
              .firstValue("x-answered-by")
              .orElse("-");
      if (!by.equals("reviews-v3")) {
        return false;
      }
    }
    return true;
  }
}
