package dev.weft.capture.service;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Chains of one table, each with its rules in order.
final class Chains {
  private final Map<String, List<String>> rules = new LinkedHashMap<>();

  /// Makes a chain that may stay empty.
  void declare(String chain) {
    rules.computeIfAbsent(chain, absent -> new ArrayList<>());
  }

  void add(String chain, String rule) {
    rules.computeIfAbsent(chain, absent -> new ArrayList<>()).add(rule);
  }

  Map<String, List<String>> all() {
    Map<String, List<String>> copy = new LinkedHashMap<>();
    rules.forEach((chain, lines) -> copy.put(chain, List.copyOf(lines)));
    return Collections.unmodifiableMap(copy);
  }
}
