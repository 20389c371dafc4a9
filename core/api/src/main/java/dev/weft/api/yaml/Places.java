package dev.weft.api.yaml;

import dev.weft.model.Position;
import java.util.Optional;

/// Finds the place of a value in a document by its path.
public final class Places {
  private Places() {}

  /// The position of the value at `path`; where nothing was written there, that of the nearest
  /// value around it.
  ///
  /// @param path fields after dots, elements as `[0]`, entries of maps as `["key"]`
  public static Position of(Node document, String path) {
    Node node = document;
    Position position = document.position();
    int at = 0;
    while (at < path.length()) {
      int end = end(path, at);
      String step = path.substring(at, end);
      Optional<Node> next = step(node, step);
      if (next.isEmpty()) {
        return position;
      }
      position = keyPosition(node, step).orElse(next.get().position());
      node = next.get();
      at = end < path.length() && path.charAt(end) == '.' ? end + 1 : end;
    }
    return node instanceof Node.Scalar scalar && !scalar.isNull() ? scalar.position() : position;
  }

  /// The value that was written at `path`.
  public static Optional<Node> find(Node document, String path) {
    Optional<Node> node = Optional.of(document);
    int at = 0;
    while (at < path.length() && node.isPresent()) {
      int end = end(path, at);
      node = step(node.get(), path.substring(at, end));
      at = end < path.length() && path.charAt(end) == '.' ? end + 1 : end;
    }
    return node;
  }

  /// The same tree with every value at one place, for text whose own lines are not lines of a file.
  public static Node pinned(Node node, Position position) {
    return switch (node) {
      case Node.Scalar scalar -> pinned(scalar, position);
      case Node.Sequence sequence ->
          new Node.Sequence(
              sequence.items().stream().map(item -> pinned(item, position)).toList(), position);
      case Node.Mapping mapping ->
          new Node.Mapping(
              mapping.entries().stream()
                  .map(entry ->
                      new Node.Entry(
                          pinned(entry.key(), position), pinned(entry.value(), position)))
                  .toList(),
              position);
    };
  }

  private static Node.Scalar pinned(Node.Scalar scalar, Position position) {
    return new Node.Scalar(scalar.text(), scalar.style(), position);
  }

  private static int end(String path, int at) {
    if (path.startsWith("[\"", at)) {
      int close = path.indexOf("\"]", at + 2);
      return close < 0 ? path.length() : close + 2;
    }
    if (path.charAt(at) == '[') {
      int close = path.indexOf(']', at);
      return close < 0 ? path.length() : close + 1;
    }
    int end = at;
    while (end < path.length() && path.charAt(end) != '.' && path.charAt(end) != '[') {
      end++;
    }
    return end;
  }

  private static Optional<Node> step(Node node, String step) {
    return switch (node) {
      case Node.Scalar scalar -> Optional.empty();
      case Node.Mapping mapping -> mapping.find(key(step));
      case Node.Sequence sequence -> {
        if (!step.matches("\\[[0-9]{1,6}]")) {
          yield Optional.empty();
        }
        int index = Integer.parseInt(step.substring(1, step.length() - 1));
        yield index < sequence.items().size()
            ? Optional.of(sequence.items().get(index))
            : Optional.empty();
      }
    };
  }

  private static Optional<Position> keyPosition(Node node, String step) {
    if (node instanceof Node.Mapping mapping) {
      for (Node.Entry entry : mapping.entries()) {
        if (entry.key().text().equals(key(step))) {
          return Optional.of(entry.key().position());
        }
      }
    }
    return Optional.empty();
  }

  private static String key(String step) {
    return step.startsWith("[\"") && step.endsWith("\"]")
        ? step.substring(2, step.length() - 2)
        : step;
  }
}
