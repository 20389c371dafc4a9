package dev.weft.telemetry.metrics;

import java.util.concurrent.atomic.AtomicLong;

/// A number that goes up and down.
public final class Gauge {
  private final AtomicLong value = new AtomicLong();

  public void add(long amount) {
    value.addAndGet(amount);
  }

  public void set(long amount) {
    value.set(amount);
  }

  public long value() {
    return value.get();
  }
}
