package dev.weft.compiler.emission;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// What was made of parts lately, by part. Bounded: the older half is forgotten.
final class Recent<T> {
  /// How many parts are remembered before the older half is dropped.
  private static final int REMEMBERED = 50_000;

  private volatile ConcurrentHashMap<Object, T> recent = new ConcurrentHashMap<>();
  private volatile ConcurrentHashMap<Object, T> older = new ConcurrentHashMap<>();

  T known(Object part, Supplier<T> maker) {
    T made = recent.get(part);
    if (made != null) {
      return made;
    }
    made = older.get(part);
    if (made == null) {
      made = maker.get();
    }
    if (recent.size() >= REMEMBERED) {
      older = recent;
      recent = new ConcurrentHashMap<>();
    }
    T first = recent.putIfAbsent(part, made);
    return first == null ? made : first;
  }
}
