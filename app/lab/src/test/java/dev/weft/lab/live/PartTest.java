package dev.weft.lab.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How one process of a lab is kept.
class PartTest {
  private static final Duration BOUND = Duration.ofSeconds(60);

  @TempDir private Path folder = Path.of("");

  private Part part(String script) {
    return new Part("thing", List.of("sh", "-c", script), Map.of(), folder.resolve("thing.log"));
  }

  @Test
  void oneThatEndsAgainAndAgainAtOnceIsHopelessAndItsLastWordsSayWhy() {
    Part part = part("echo the port is taken; exit 3");
    part.start();
    try {
      Wait.until("giving up", BOUND, () -> part.hopeless().isPresent());
      assertThat(part.hopeless().orElseThrow())
          .contains("thing ended 3 times", "status 3", "the port is taken");
    } finally {
      part.stop();
    }
  }

  @Test
  void oneThatAFaultHeldIsStartedOnceAndNotTwice() throws Exception {
    Path starts = folder.resolve("starts");
    Part part = part("echo start >> " + starts + "; exec sleep 600");
    CountDownLatch ended = new CountDownLatch(1);
    part.whenEnded(ended::countDown);
    part.start();
    try {
      Wait.until("the first start", BOUND, () -> lines(starts) == 1);
      part.hold();
      assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(part.alive()).isFalse();
      part.release();
      Wait.until("the second start", BOUND, () -> lines(starts) == 2);
      part.release();
      assertThat(part.alive()).isTrue();
      assertThat(part.hopeless()).isEmpty();
    } finally {
      part.stop();
    }
    assertThat(lines(starts)).isEqualTo(2);
  }

  @Test
  void oneThatWasKilledByAStrangerIsStartedAgainAndItsEndIsTold() throws Exception {
    Path starts = folder.resolve("starts");
    Part part = part("echo $$ >> " + starts + "; exec sleep 600");
    CountDownLatch ended = new CountDownLatch(1);
    part.whenEnded(ended::countDown);
    part.start();
    try {
      Wait.until("the first start", BOUND, () -> lines(starts) == 1);
      long pid = Long.parseLong(Files.readAllLines(starts).getFirst());
      ProcessHandle.of(pid).orElseThrow().destroyForcibly();
      assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
      Wait.until("the second start", BOUND, () -> lines(starts) == 2 && part.alive());
    } finally {
      part.stop();
    }
  }

  private static int lines(Path file) {
    try {
      return Files.exists(file) ? Files.readAllLines(file).size() : 0;
    } catch (java.io.IOException unreadable) {
      throw new java.io.UncheckedIOException(unreadable);
    }
  }
}
