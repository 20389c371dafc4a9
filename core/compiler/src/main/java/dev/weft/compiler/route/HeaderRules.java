package dev.weft.compiler.route;

import dev.weft.api.virtualservice.HeaderOperations;
import dev.weft.api.virtualservice.Headers;
import dev.weft.compiler.plan.HeaderEdits;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Edits of headers. Pseudo-headers and `host` cannot be edited; setting the authority rewrites it.
///
/// @param authority the new authority, empty to keep it
record HeaderRules(HeaderEdits request, HeaderEdits response, String authority) {
  static final HeaderRules NONE = new HeaderRules(HeaderEdits.NONE, HeaderEdits.NONE, "");

  static HeaderRules of(Optional<Headers> written) {
    if (written.isEmpty()) {
      return NONE;
    }
    Optional<HeaderOperations> request = written.get().request();
    String added = request.map(edits -> authority(edits.add())).orElse("");
    String set = request.map(edits -> authority(edits.set())).orElse("");
    return new HeaderRules(
        request.map(HeaderRules::edits).orElse(HeaderEdits.NONE),
        written.get().response().map(HeaderRules::edits).orElse(HeaderEdits.NONE),
        set.isEmpty() ? added : set);
  }

  /// These edits and then others.
  static HeaderEdits then(HeaderEdits first, HeaderEdits second) {
    if (second.isEmpty()) {
      return first;
    }
    Map<String, String> set = new LinkedHashMap<>(first.set());
    set.putAll(second.set());
    Map<String, String> add = new LinkedHashMap<>(first.add());
    add.putAll(second.add());
    List<String> remove = new ArrayList<>(first.remove());
    second.remove().stream().filter(name -> !remove.contains(name)).forEach(remove::add);
    return new HeaderEdits(set, add, remove);
  }

  private static HeaderEdits edits(HeaderOperations written) {
    return new HeaderEdits(
        editable(written.set()),
        editable(written.add()),
        written.remove().stream().filter(name -> !reserved(name)).toList());
  }

  private static Map<String, String> editable(Map<String, String> headers) {
    Map<String, String> sorted = new TreeMap<>(headers);
    sorted.keySet().removeIf(HeaderRules::reserved);
    return sorted;
  }

  private static boolean reserved(String name) {
    return name.startsWith(":") || name.equalsIgnoreCase("host");
  }

  private static String authority(Map<String, String> headers) {
    for (Map.Entry<String, String> header : headers.entrySet()) {
      if (header.getKey().equalsIgnoreCase(":authority")
          || header.getKey().equalsIgnoreCase("host")) {
        return header.getValue();
      }
    }
    return "";
  }
}
