package dev.weft.compiler.authorization;

import java.util.ArrayList;
import java.util.List;

/// Keys such as `request.auth.claims[realm][roles]`.
final class Brackets {
  private Brackets() {}

  /// The names in brackets, `realm` and `roles`; where they are not one behind the other, all
  /// between the first bracket and the last is one name.
  static List<String> names(String key) {
    int open = key.indexOf('[');
    if (open < 0 || !key.endsWith("]")) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    int at = open;
    while (at < key.length()) {
      int close = key.indexOf(']', at);
      boolean nested = key.charAt(at) == '[' && key.substring(at + 1, close).indexOf('[') < 0;
      if (!nested) {
        return List.of(key.substring(open + 1, key.length() - 1));
      }
      names.add(key.substring(at + 1, close));
      at = close + 1;
    }
    return names;
  }
}
