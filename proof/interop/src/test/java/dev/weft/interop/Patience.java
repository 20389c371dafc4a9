package dev.weft.interop;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Waiting for a condition, with a bound.
public final class Patience {
  private Patience() {}

  /// Tries until the condition holds.
  ///
  /// @return how long it took
  /// @throws AssertionError with `what` when it does not hold in time
  public static Duration until(Duration bound, Supplier<String> what, BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > bound.toNanos()) {
        throw new AssertionError("not within " + bound + ": " + what.get());
      }
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
