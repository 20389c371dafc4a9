package dev.weft.xds.bootstrap;

import java.util.LinkedHashMap;
import java.util.Map;

/// Maps that keep the order they were written in.
final class Trees {
  private Trees() {}

  static Map<String, Object> map(Object... pairs) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put((String) pairs[i], pairs[i + 1]);
    }
    return map;
  }
}
