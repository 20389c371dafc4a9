package dev.weft.api.schema;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// Immutable maps that keep the order in which their entries were written.
public final class Ordered {
  private Ordered() {}

  /// An unmodifiable copy of a map, in the map's own order.
  public static <K, V> Map<K, V> copyOf(Map<? extends K, ? extends V> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<K, V>(map));
  }
}
