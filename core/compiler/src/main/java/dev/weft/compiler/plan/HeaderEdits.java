package dev.weft.compiler.plan;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Changes to headers, applied in this order: set, add, remove (Istio `Headers.HeaderOperations`).
public record HeaderEdits(Map<String, String> set, Map<String, String> add, List<String> remove) {
  public static final HeaderEdits NONE = new HeaderEdits(Map.of(), Map.of(), List.of());

  public HeaderEdits {
    set = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(set));
    add = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(add));
    remove = List.copyOf(remove);
  }

  public boolean isEmpty() {
    return set.isEmpty() && add.isEmpty() && remove.isEmpty();
  }
}
