package dev.weft.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.interop.SteadyCalls.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A weight edited in a file takes effect within a second, under load, without a failed request.
class LiveChangeIT {
  private static final Path RESOURCES = Project.path("proof/interop/src/test/resources");
  private static final Path SPLIT = RESOURCES.resolve("live/split.yaml");
  private static final int PER_SECOND = 200;

  @ParameterizedTest
  @EnumSource(DataPlane.class)
  void anEditedWeightIsLiveWithinASecond(DataPlane plane) throws IOException {
    try (RunningMesh mesh =
            RunningMesh.up(plane, List.of(RESOURCES.resolve("scenarios/base.yaml"), SPLIT));
        SteadyCalls calls =
            SteadyCalls.start(mesh.client("client-v1"), "http://reviews:9080/", PER_SECOND)) {
      Patience.until(
          Duration.ofSeconds(120),
          () -> "1000 calls: " + calls.outcomes().size(),
          () -> calls.outcomes().size() >= 1000);
      long newBefore = calls.outcomes().stream().filter(by("reviews-v3")).count();
      // Six standard deviations to either side.
      assertThat(newBefore * 100.0 / calls.outcomes().size())
          .as("percent to v3 before")
          .isBetween(4.0, 18.0);

      assertThat(followsWithinASecond(mesh, calls)).as("live within a second").isTrue();
      assertThat(calls.failures()).as("failed calls of %s", calls.outcomes().size()).isEmpty();
    }
  }

  /// Moves everything to the new version, waits until it is there, and says whether no call that
  /// began later than a second after the edit went elsewhere.
  private static boolean followsWithinASecond(RunningMesh mesh, SteadyCalls calls)
      throws IOException {
    Path split = mesh.directory().resolve("split.yaml");
    Path written = mesh.directory().resolve("split.yaml.new");
    Files.writeString(
        written,
        Files.readString(SPLIT)
            .replace("weight: 90", "weight: 0")
            .replace("weight: 10}", "weight: 100}"));
    Files.move(written, split, StandardCopyOption.REPLACE_EXISTING);
    long edited = System.nanoTime();
    Predicate<Outcome> wanted = by("reviews-v3");
    long second = edited + Duration.ofSeconds(1).toNanos();
    Patience.until(
        Duration.ofSeconds(120),
        () -> "the last " + PER_SECOND + " calls where the edit says: " + calls.since(edited),
        () -> {
          List<Outcome> after = calls.since(second);
          return after.size() >= PER_SECOND
              && after.subList(after.size() - PER_SECOND, after.size()).stream().allMatch(wanted);
        });
    return calls.since(second).stream().allMatch(wanted);
  }

  private static Predicate<Outcome> by(String workload) {
    return outcome -> outcome.answeredBy().equals(workload);
  }
}
