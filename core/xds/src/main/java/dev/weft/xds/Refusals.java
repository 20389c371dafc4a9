package dev.weft.xds;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;

/// The text in which a client says which resources of a response it refuses: one line a resource,
/// `NAME: REASON`.
final class Refusals {
  private Refusals() {}

  static String write(Map<String, String> reasons) {
    StringJoiner lines = new StringJoiner("\n");
    reasons.forEach((name, reason) -> lines.add(name + ": " + reason.replace('\n', ' ')));
    return lines.toString();
  }

  /// Finds out whom a refusal is about. Text of another client is searched for the names, as in
  /// Envoy's `Error adding/updating listener(s) NAME: REASON`.
  static Map<String, String> read(String text, Collection<String> names) {
    Map<String, String> reasons = new LinkedHashMap<>();
    Map<String, String> lines = new LinkedHashMap<>();
    for (String line : text.split("\n", -1)) {
      int end = line.indexOf(": ");
      if (end > 0) {
        lines.put(line.substring(0, end), line.substring(end + 2));
      }
    }
    for (String name : names) {
      String reason = lines.get(name);
      if (reason != null) {
        reasons.put(name, reason);
      }
    }
    if (reasons.isEmpty()) {
      for (String name : names) {
        int start = text.indexOf(" " + name + ": ");
        if (start >= 0) {
          int from = start + name.length() + 3;
          int end = text.indexOf('\n', from);
          reasons.put(name, end < 0 ? text.substring(from) : text.substring(from, end));
        }
      }
    }
    return reasons;
  }
}
