package dev.weft.graph.exchange;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;

/// A live cell of numbers, one for each constant of an enumeration; what is never counted costs
/// nothing.
public final class Tally<E extends Enum<E>> {
  private final AtomicReferenceArray<LongAdder> numbers;

  /// @param kinds every number there can be
  public Tally(Class<E> kinds) {
    numbers = new AtomicReferenceArray<>(kinds.getEnumConstants().length);
  }

  public void increment(E what) {
    add(what, 1);
  }

  /// @param by negative to take away from what can shrink
  public void add(E what, long by) {
    LongAdder number = numbers.get(what.ordinal());
    if (number == null) {
      LongAdder made = new LongAdder();
      LongAdder first = numbers.compareAndExchange(what.ordinal(), null, made);
      number = first == null ? made : first;
    }
    number.add(by);
  }

  public long of(E what) {
    LongAdder number = numbers.get(what.ordinal());
    return number == null ? 0 : number.sum();
  }
}
