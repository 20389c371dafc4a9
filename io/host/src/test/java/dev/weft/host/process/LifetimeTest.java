package dev.weft.host.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LifetimeTest {
  private static final ProcessHandle SELF = ProcessHandle.current();

  @Test
  void aProcessIsKnownThoughTheClockWasSetMeanwhileAndALaterOneIsNot() {
    long began = Lifetime.began(SELF);
    assertThat(Lifetime.of(SELF.pid(), began)).contains(SELF);
    assertThat(Lifetime.of(SELF.pid(), began + 30_000)).contains(SELF);
    assertThat(Lifetime.of(SELF.pid(), began - 30_000)).contains(SELF);
    assertThat(Lifetime.of(SELF.pid(), began - 2 * Lifetime.CLOCK_SET_MILLIS)).isEmpty();
  }

  @Test
  void oneThatHasEndedIsNot() throws Exception {
    Process process = new ProcessBuilder("sleep", "300").start();
    long began = Lifetime.began(process.toHandle());
    assertThat(Lifetime.of(process.pid(), began)).isPresent();
    process.destroyForcibly();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(Lifetime.of(process.pid(), began)).isEmpty();
  }
}
