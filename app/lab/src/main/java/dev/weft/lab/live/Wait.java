package dev.weft.lab.live;

import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Waits for what another process does.
final class Wait {
  /// A look may start a program or two, which costs more processor than a start can spare.
  private static final Duration GLANCE = Duration.ofMillis(300);

  private Wait() {}

  /// @throws Refusal when it does not come to pass in time
  static void until(String what, Duration patience, BooleanSupplier condition) {
    until(what, patience, condition, Optional::empty);
  }

  /// @param hopeless why it never will; empty as long as it may
  /// @throws Refusal when there is no hope, or it does not come to pass in time
  static void until(
      String what,
      Duration patience,
      BooleanSupplier condition,
      Supplier<Optional<String>> hopeless) {
    long last = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      Optional<String> end = hopeless.get();
      if (end.isPresent()) {
        throw Refusal.because(Exit.FAILED, what + ": " + end.orElseThrow());
      }
      if (System.nanoTime() > last) {
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
