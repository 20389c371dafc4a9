package dev.weft.model;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Key-value labels of a resource or workload, in key order.
public record Labels(SortedMap<String, String> values) {
  public static final Labels NONE = new Labels(Collections.emptySortedMap());

  public Labels {
    values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
  }

  public static Labels of(Map<String, String> values) {
    return values.isEmpty() ? NONE : new Labels(new TreeMap<>(values));
  }

  /// The value of a label, or the empty string.
  public String value(String key) {
    return values.getOrDefault(key, "");
  }

  public boolean has(String key) {
    return values.containsKey(key);
  }

  /// Whether every one of `selector` is among these, with the same value. An empty selector selects
  /// everything.
  public boolean matches(Labels selector) {
    return values.entrySet().containsAll(selector.values.entrySet());
  }

  /// These labels with one added or replaced.
  public Labels with(String key, String value) {
    TreeMap<String, String> more = new TreeMap<>(values);
    more.put(key, value);
    return new Labels(more);
  }

  public boolean isEmpty() {
    return values.isEmpty();
  }
}
