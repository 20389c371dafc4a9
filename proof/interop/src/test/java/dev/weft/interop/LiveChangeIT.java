package dev.weft.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.interop.SteadyCalls.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A weight edited in a file takes effect within a second, under load, without a failed request.
class LiveChangeIT {
  private static final Path RESOURCES = Project.path("proof/interop/src/test/resources");
  private static final int PER_SECOND = 200;

  @ParameterizedTest
  @EnumSource(DataPlane.class)
  void anEditedWeightIsLiveWithinASecond(DataPlane plane) throws IOException {
    Path split = RESOURCES.resolve("live/split.yaml");
    try (RunningMesh mesh =
            RunningMesh.up(plane, List.of(RESOURCES.resolve("scenarios/base.yaml"), split));
        SteadyCalls calls =
            SteadyCalls.start(mesh.client("client-v1"), "http://reviews:9080/", PER_SECOND)) {
      Patience.until(
          Duration.ofSeconds(20),
          () -> "600 calls: " + calls.outcomes().size(),
          () -> calls.outcomes().size() >= 600);
      long newBefore = calls.outcomes().stream().filter(LiveChangeIT::isNew).count();
      assertThat(newBefore * 100.0 / calls.outcomes().size())
          .as("percent to v3 before")
          .isBetween(4.0, 18.0);

      String text = Files.readString(split);
      Path written = mesh.directory().resolve("split.yaml.new");
      Files.writeString(
          written, text.replace("weight: 90", "weight: 0").replace("weight: 10", "weight: 100"));
      Files.move(
          written,
          mesh.directory().resolve("split.yaml"),
          java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      long aSecondLater = System.nanoTime() + Duration.ofSeconds(1).toNanos();
      Patience.until(
          Duration.ofSeconds(10),
          () -> "200 calls after the change: " + calls.since(aSecondLater).size(),
          () -> calls.since(aSecondLater).size() >= PER_SECOND);

      List<Outcome> after = calls.since(aSecondLater).subList(0, PER_SECOND);
      assertThat(after).as("a second after the edit").allMatch(LiveChangeIT::isNew);
      assertThat(calls.failures()).as("failed calls of %s", calls.outcomes().size()).isEmpty();
    }
  }

  private static boolean isNew(Outcome outcome) {
    return outcome.answeredBy().equals("reviews-v3");
  }
}
