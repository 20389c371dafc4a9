package dev.weft.graph.route;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Domains with a wildcard at one end, longest first.
final class Wildcards {
  private final List<Map<String, VirtualHost>> byLength = new ArrayList<>();
  private final int[] lengths;

  /// @param parts the fixed part of each domain
  Wildcards(Map<String, VirtualHost> parts) {
    TreeMap<Integer, Map<String, VirtualHost>> sorted = new TreeMap<>(Collections.reverseOrder());
    parts.forEach((part, host) ->
        sorted.computeIfAbsent(part.length(), none -> new HashMap<>()).put(part, host));
    byLength.addAll(sorted.values());
    lengths = sorted.keySet().stream().mapToInt(Integer::intValue).toArray();
  }

  @Nullable VirtualHost endOf(String name) {
    for (int i = 0; i < lengths.length; i++) {
      if (lengths[i] < name.length()) {
        VirtualHost host = byLength.get(i).get(name.substring(name.length() - lengths[i]));
        if (host != null) {
          return host;
        }
      }
    }
    return null;
  }

  @Nullable VirtualHost startOf(String name) {
    for (int i = 0; i < lengths.length; i++) {
      if (lengths[i] < name.length()) {
        VirtualHost host = byLength.get(i).get(name.substring(0, lengths[i]));
        if (host != null) {
          return host;
        }
      }
    }
    return null;
  }
}
