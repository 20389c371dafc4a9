package dev.weft.api.yaml;

import dev.weft.model.Position;
import java.util.List;
import java.util.Optional;

/// A part of a document, with the place where it was written.
public sealed interface Node {
  Position position();

  /// Text, a number, a truth value or nothing.
  ///
  /// @param position of a block, the place of its first line of content
  record Scalar(String text, Style style, Position position) implements Node {
    /// Whether it was written without quotes, so that `80` is a number.
    public boolean plain() {
      return style == Style.PLAIN;
    }

    /// Whether nothing was written.
    public boolean isNull() {
      return plain() && Scalars.isNull(text);
    }

    /// Whether it reads as a truth value, a number or nothing rather than as text.
    public boolean isTyped() {
      return plain() && (Scalars.isNull(text) || Scalars.isTruth(text) || Scalars.isNumber(text));
    }
  }

  record Sequence(List<Node> items, Position position) implements Node {
    public Sequence {
      items = List.copyOf(items);
    }
  }

  record Mapping(List<Entry> entries, Position position) implements Node {
    public Mapping {
      entries = List.copyOf(entries);
    }

    /// The value of a key.
    public Optional<Node> find(String key) {
      for (Entry entry : entries) {
        if (entry.key().text().equals(key)) {
          return Optional.of(entry.value());
        }
      }
      return Optional.empty();
    }
  }

  /// How a scalar was written; a block keeps its lines.
  enum Style {
    PLAIN,
    QUOTED,
    BLOCK
  }

  /// A key of a mapping and its value.
  record Entry(Scalar key, Node value) {}
}
