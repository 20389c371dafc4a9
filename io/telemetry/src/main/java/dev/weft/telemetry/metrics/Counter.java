package dev.weft.telemetry.metrics;

import java.util.concurrent.atomic.LongAdder;

/// A number that only grows; many event loops may add to it at once.
public final class Counter {
  private final LongAdder value = new LongAdder();

  public void increment() {
    value.increment();
  }

  /// Adds `amount`, which is not negative.
  public void add(long amount) {
    value.add(amount);
  }

  public long value() {
    return value.sum();
  }
}
