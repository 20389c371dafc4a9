package dev.weft.proxy.bootstrap;

import com.google.protobuf.Descriptors.Descriptor;
import dev.weft.model.Position;
import dev.weft.telemetry.metrics.JsonText;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// What a YAML node says, as text.
final class NodeText {
  /// Offending values are quoted up to this many characters.
  private static final int QUOTED = 60;

  private NodeText() {}

  static Position position(String file, Node node) {
    return node.getStartMark()
        .map(mark -> new Position(file, mark.getLine() + 1, mark.getColumn() + 1))
        .orElse(new Position(file, 0, 0));
  }

  static boolean isNull(Node node) {
    return node.getTag().equals(Tag.NULL);
  }

  static String key(NodeTuple tuple) {
    return tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
  }

  static Optional<Node> value(Node node, String key) {
    if (node instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        if (key(tuple).equals(key)) {
          return Optional.of(tuple.getValueNode());
        }
      }
    }
    return Optional.empty();
  }

  static Optional<String> entry(Node node, String key) {
    return value(node, key)
        .flatMap(value ->
            value instanceof ScalarNode scalar ? Optional.of(scalar.getValue()) : Optional.empty());
  }

  static String quoted(Node node) {
    return switch (node) {
      case ScalarNode scalar -> {
        String text = scalar.getValue();
        yield "'" + (text.length() > QUOTED ? text.substring(0, QUOTED) + "..." : text) + "'";
      }
      case SequenceNode sequence -> "a list";
      case MappingNode mapping -> "a mapping";
      default -> "this";
    };
  }

  /// The node as JSON. Plain numbers and truth values stay what they are unless the well-known type
  /// that they become is written as a string.
  static String json(Node node, Descriptor type) {
    StringBuilder json = new StringBuilder();
    boolean textual =
        switch (type.getName()) {
          case "Duration", "Timestamp", "FieldMask", "StringValue" -> true;
          default -> false;
        };
    json(json, node, textual);
    return json.toString();
  }

  private static void json(StringBuilder json, Node node, boolean textual) {
    switch (node) {
      case MappingNode mapping -> {
        String comma = "{";
        for (NodeTuple tuple : mapping.getValue()) {
          json.append(comma);
          JsonText.quote(json, key(tuple));
          json.append(':');
          json(json, tuple.getValueNode(), false);
          comma = ",";
        }
        json.append(mapping.getValue().isEmpty() ? "{}" : "}");
      }
      case SequenceNode sequence -> {
        String comma = "[";
        for (Node element : sequence.getValue()) {
          json.append(comma);
          json(json, element, false);
          comma = ",";
        }
        json.append(sequence.getValue().isEmpty() ? "[]" : "]");
      }
      case ScalarNode scalar -> {
        boolean plain = scalar.getScalarStyle() == ScalarStyle.PLAIN;
        boolean literal =
            scalar.getTag().equals(Tag.INT)
                || scalar.getTag().equals(Tag.FLOAT)
                || scalar.getTag().equals(Tag.BOOL)
                || scalar.getTag().equals(Tag.NULL);
        if (plain && literal && !textual) {
          json.append(scalar.getTag().equals(Tag.NULL) ? "null" : scalar.getValue());
        } else {
          JsonText.quote(json, scalar.getValue());
        }
      }
      default -> json.append("null");
    }
  }

  /// The one of `names` that a misspelt word most likely meant.
  static Optional<String> nearest(String word, List<String> names) {
    int limit = Math.max(1, word.length() / 3);
    String best = "";
    int least = limit + 1;
    for (String name : names) {
      int distance = distance(word, name);
      if (distance < least) {
        least = distance;
        best = name;
      }
    }
    return best.isEmpty() ? Optional.empty() : Optional.of(best);
  }

  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int corner = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int changed = corner + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        corner = row[j];
        row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
