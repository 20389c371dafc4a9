package dev.weft.api.bind;

import dev.weft.api.yaml.Node;

/// How values and types are named in messages.
final class Words {
  private static final int LIMIT_SHOWN = 80;

  private Words() {}

  /// What a node is, with its value where that is short.
  static String kind(Node node) {
    return switch (node) {
      case Node.Mapping mapping -> "a mapping";
      case Node.Sequence sequence -> "a list";
      case Node.Scalar scalar -> scalar.isNull() ? "nothing" : "'" + shown(scalar.text()) + "'";
    };
  }

  /// A text fit for one line of a message.
  static String shown(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .limit(LIMIT_SHOWN)
        .forEach(c -> shown.appendCodePoint(Character.isISOControl(c) ? ' ' : c));
    return text.codePointCount(0, text.length()) > LIMIT_SHOWN ? shown + "…" : shown.toString();
  }

  /// The name of a message in words: `HttpRouteDestination` is `http route destination`.
  static String of(Shape.Message message) {
    return message
        .type()
        .getSimpleName()
        .replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ")
        .toLowerCase(java.util.Locale.ROOT);
  }
}
