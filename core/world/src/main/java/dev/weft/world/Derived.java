package dev.weft.world;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// Values that follow from one version of the world, made when first asked for and then shared.
final class Derived {
  private final Map<Object, Object> made = new ConcurrentHashMap<>();
  private final Map<Object, Object> before;
  private final Map<Object, Object> older;

  Derived() {
    this(Map.of(), Map.of());
  }

  private Derived(Map<Object, Object> before, Map<Object, Object> older) {
    this.before = before;
    this.older = older;
  }

  /// The same values for the next version. What nobody asked for in the meantime is forgotten with
  /// the version after that.
  Derived next() {
    return new Derived(made, made.isEmpty() ? before : Map.of());
  }

  <T> T get(Object key, Class<T> type, Supplier<T> maker) {
    Object known = made.get(key);
    if (known == null) {
      Object kept = before.get(key);
      if (kept == null) {
        kept = older.get(key);
      }
      Object fresh = kept == null ? maker.get() : kept;
      Object raced = made.putIfAbsent(key, fresh);
      known = raced == null ? fresh : raced;
    }
    return type.cast(known);
  }
}
