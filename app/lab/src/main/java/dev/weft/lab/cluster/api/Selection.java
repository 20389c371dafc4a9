package dev.weft.lab.cluster.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Which objects of a collection are wanted: `labelSelector` with equality, inequality and
/// presence, `fieldSelector` by name, namespace and, for Secrets, type.
final class Selection {
  private Selection() {}

  static Predicate<ObjectNode> of(Map<String, String> query) throws ApiRefusal {
    List<Predicate<ObjectNode>> all = new ArrayList<>();
    for (String term : query.getOrDefault("labelSelector", "").split(",", -1)) {
      if (!term.isBlank()) {
        all.add(label(term.strip()));
      }
    }
    for (String term : query.getOrDefault("fieldSelector", "").split(",", -1)) {
      if (!term.isBlank()) {
        all.add(field(term.strip()));
      }
    }
    return object -> all.stream().allMatch(each -> each.test(object));
  }

  private static Predicate<ObjectNode> label(String term) throws ApiRefusal {
    if (term.contains("(")) {
      throw ApiRefusal.malformed("labelSelector '" + term + "': sets are not served here");
    }
    if (term.startsWith("!")) {
      return object -> labels(object).path(term.substring(1)).isMissingNode();
    }
    int unequal = term.indexOf("!=");
    if (unequal >= 0) {
      String value = term.substring(unequal + 2);
      return object -> !labels(object).path(term.substring(0, unequal)).asString("").equals(value);
    }
    int equal = term.indexOf('=');
    if (equal < 0) {
      return object -> !labels(object).path(term).isMissingNode();
    }
    String value = term.substring(equal).replaceFirst("^==?", "");
    return object -> labels(object).path(term.substring(0, equal)).asString("").equals(value);
  }

  private static JsonNode labels(ObjectNode object) {
    return object.path("metadata").path("labels");
  }

  private static Predicate<ObjectNode> field(String term) throws ApiRefusal {
    for (String field : List.of("name", "namespace")) {
      String start = "metadata." + field + "=";
      if (term.startsWith(start)) {
        String value = term.substring(start.length()).replaceFirst("^=", "");
        return object -> object.path("metadata").path(field).asString("").equals(value);
      }
    }
    if (term.startsWith("type!=")) {
      String value = term.substring("type!=".length());
      return object -> !object.path("type").asString("").equals(value);
    }
    if (term.startsWith("type=")) {
      String value = term.substring("type=".length()).replaceFirst("^=", "");
      return object -> object.path("type").asString("").equals(value);
    }
    throw ApiRefusal.malformed("fieldSelector '" + term + "' is not served here");
  }
}
