package dev.weft.cli.run;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// Whether a mesh is being stopped, and waiting that ends early when it is.
final class Ending {
  private static final Duration GLANCE = Duration.ofMillis(50);

  private final CountDownLatch begun = new CountDownLatch(1);

  /// Begins the end; true for the first caller alone.
  synchronized boolean begin() {
    boolean first = begun.getCount() > 0;
    begun.countDown();
    return first;
  }

  boolean begun() {
    return begun.getCount() == 0;
  }

  /// Waits, and says whether the end began meanwhile.
  boolean comesWithin(Duration pause) {
    try {
      return begun.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /// Waits until a condition holds, `patience` is over or the end begins, and says whether it
  /// holds.
  boolean within(Duration patience, BooleanSupplier condition) {
    long end = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end || comesWithin(GLANCE)) {
        return condition.getAsBoolean();
      }
    }
    return true;
  }
}
