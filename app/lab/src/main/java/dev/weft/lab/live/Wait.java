package dev.weft.lab.live;

import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waits for what another process does.
final class Wait {
  private static final Duration GLANCE = Duration.ofMillis(150);

  private Wait() {}

  /// @throws Refusal when it does not come to pass in time
  static void until(String what, Duration patience, BooleanSupplier condition) {
    long end = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw Refusal.because(
            Exit.TIMED_OUT, what + " did not come to pass within " + patience.toSeconds() + " s");
      }
      if (Thread.currentThread().isInterrupted()) {
        throw Refusal.because(Exit.INTERRUPTED, "stopped while waiting for " + what);
      }
      LockSupport.parkNanos(GLANCE.toNanos());
    }
  }
}
