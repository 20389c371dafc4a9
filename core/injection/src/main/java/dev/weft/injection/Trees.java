package dev.weft.injection;

import dev.weft.api.yaml.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Documents as maps, lists, strings, numbers and truth values, in the order they were written.
/// What was written as nothing is left out, which means the same to Kubernetes.
public final class Trees {
  private Trees() {}

  /// A document's tree; empty when it is no mapping.
  public static Map<String, Object> of(Node node) {
    return value(node).map(Trees::mapping).orElseGet(LinkedHashMap::new);
  }

  private static Optional<Object> value(Node node) {
    return switch (node) {
      case Node.Scalar scalar -> scalar(scalar);
      case Node.Sequence sequence -> {
        List<Object> list = new ArrayList<>();
        sequence.items().forEach(item -> value(item).ifPresent(list::add));
        yield Optional.of(list);
      }
      case Node.Mapping mapping -> {
        Map<String, Object> map = new LinkedHashMap<>();
        mapping
            .entries()
            .forEach(entry ->
                value(entry.value()).ifPresent(value -> map.put(entry.key().text(), value)));
        yield Optional.of(map);
      }
    };
  }

  private static Optional<Object> scalar(Node.Scalar scalar) {
    String text = scalar.text();
    if (scalar.isNull()) {
      return Optional.empty();
    }
    if (!scalar.isTyped()) {
      return Optional.of(text);
    }
    return switch (text) {
      case "true", "True", "TRUE" -> Optional.of(true);
      case "false", "False", "FALSE" -> Optional.of(false);
      default -> Optional.of(number(text));
    };
  }

  private static Object number(String text) {
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException notWhole) {
      return decimal(text);
    }
  }

  private static Object decimal(String text) {
    try {
      return Double.valueOf(text);
    } catch (NumberFormatException spelledOtherwise) {
      return text;
    }
  }

  /// A copy that can be changed, down to the last part.
  public static Map<String, Object> copy(Map<String, ?> tree) {
    Map<String, Object> copy = new LinkedHashMap<>();
    tree.forEach((key, value) -> copy.put(key, deep(value)));
    return copy;
  }

  private static Object deep(Object value) {
    return switch (value) {
      case Map<?, ?> map -> copy(mapping(map));
      case List<?> list -> {
        List<Object> copy = new ArrayList<>();
        list.forEach(item -> copy.add(deep(item)));
        yield copy;
      }
      default -> value;
    };
  }

  /// A value that ought to be a mapping; another one counts as an empty one.
  @SuppressWarnings("unchecked") // keys of trees are strings by construction
  static Map<String, Object> mapping(Object value) {
    return value instanceof Map<?, ?> map ? (Map<String, Object>) map : new LinkedHashMap<>();
  }

  /// The mapping at a key, made when there is none.
  static Map<String, Object> mapping(Map<String, Object> tree, String key) {
    if (!(tree.get(key) instanceof Map<?, ?>)) {
      tree.put(key, new LinkedHashMap<String, Object>());
    }
    return mapping(tree.getOrDefault(key, Map.of()));
  }

  /// The list at a key, made when there is none.
  @SuppressWarnings("unchecked") // lists of trees hold parts of trees by construction
  static List<Object> list(Map<String, Object> tree, String key) {
    if (!(tree.get(key) instanceof List<?>)) {
      tree.put(key, new ArrayList<>());
    }
    return (List<Object>) tree.getOrDefault(key, List.of());
  }

  /// The mappings of the list at a key, without making one.
  static List<Map<String, Object>> mappings(Map<String, Object> tree, String key) {
    List<Map<String, Object>> mappings = new ArrayList<>();
    if (tree.get(key) instanceof List<?> list) {
      list.forEach(item -> {
        if (item instanceof Map<?, ?>) {
          mappings.add(mapping(item));
        }
      });
    }
    return mappings;
  }

  static String text(Map<String, Object> tree, String key) {
    return String.valueOf(tree.getOrDefault(key, ""));
  }

  static Map<String, Object> map(Object... pairs) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put((String) pairs[i], pairs[i + 1]);
    }
    return map;
  }

  /// The tree as JSON on one line.
  public static String json(Object value) {
    StringBuilder text = new StringBuilder();
    json(text, value);
    return text.toString();
  }

  private static void json(StringBuilder text, Object value) {
    switch (value) {
      case Map<?, ?> map -> {
        String comma = "{";
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          text.append(comma);
          quoted(text, String.valueOf(entry.getKey()));
          text.append(':');
          json(text, entry.getValue());
          comma = ",";
        }
        text.append(map.isEmpty() ? "{}" : "}");
      }
      case List<?> list -> {
        String comma = "[";
        for (Object item : list) {
          text.append(comma);
          json(text, item);
          comma = ",";
        }
        text.append(list.isEmpty() ? "[]" : "]");
      }
      case Number number -> text.append(number);
      case Boolean truth -> text.append(truth);
      default -> quoted(text, value.toString());
    }
  }

  private static void quoted(StringBuilder text, String string) {
    text.append('"');
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < 0x20) {
        text.append(String.format("\\u%04x", (int) c));
      } else {
        text.append(c);
      }
    }
    text.append('"');
  }
}
