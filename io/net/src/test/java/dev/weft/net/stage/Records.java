package dev.weft.net.stage;

import dev.weft.graph.Record;
import dev.weft.net.Observer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Keeps what it is told.
final class Records implements Observer {
  final List<Record> all = new CopyOnWriteArrayList<>();

  final List<Record> underWay = new CopyOnWriteArrayList<>();

  @Override
  public void underWay(Record soFar) {
    underWay.add(soFar);
  }

  @Override
  public void over(Record record) {
    all.add(record);
  }

  /// The record that makes up the number, once there are so many.
  Record await(int number) {
    until(() -> all.size() >= number);
    return all.get(number - 1);
  }

  static void until(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within two minutes");
      }
      LockSupport.parkNanos(1_000_000);
    }
  }
}
