package dev.weft.graph.route.match;

import dev.weft.graph.match.Text;
import org.jspecify.annotations.Nullable;

/// A condition on one query parameter: its first value as written, escapes and all (so does Envoy).
///
/// @param value [Text.Any] asks for presence only
public record QueryMatch(String name, Text value) {
  /// @param query without the question mark
  public boolean matches(String query) {
    String found = first(query, name);
    return found != null && value.matches(found);
  }

  /// The first value of a parameter, or null.
  public static @Nullable String first(String query, String name) {
    int at = 0;
    while (at <= query.length()) {
      int end = query.indexOf('&', at);
      if (end < 0) {
        end = query.length();
      }
      int equals = query.indexOf('=', at);
      int nameEnd = equals < 0 || equals > end ? end : equals;
      if (nameEnd - at == name.length() && query.startsWith(name, at)) {
        return nameEnd == end ? "" : query.substring(nameEnd + 1, end);
      }
      at = end + 1;
    }
    return null;
  }
}
