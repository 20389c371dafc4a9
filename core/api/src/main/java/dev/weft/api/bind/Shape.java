package dev.weft.api.bind;

import dev.weft.model.StringMatch;
import java.lang.reflect.Constructor;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What may be written for a type of value.
sealed interface Shape {
  /// The types of values that are one scalar.
  enum Scalar implements Shape {
    TEXT("text"),
    INTEGER("a whole number"),
    LONG("a whole number"),
    NUMBER("a number"),
    TRUTH("true or false"),
    DURATION("a duration such as 5s"),
    FREE("any value");

    private final String words;

    Scalar(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  /// One of some words.
  record Choice(Map<String, Enum<?>> constants) implements Shape {}

  record ListOf(Shape element) implements Shape {}

  record MapOf(Shape key, Shape value) implements Shape {}

  record Maybe(Shape value) implements Shape {}

  /// A number or a text, each its own variant.
  record Untagged(Message number, Message text) implements Shape {}

  /// A message; its slots are made lazily because messages may contain themselves.
  record Message(Class<? extends Record> type) implements Shape {
    List<Slot> slots() {
      return Shapes.layout(type).slots();
    }

    Constructor<? extends Record> constructor() {
      return Shapes.layout(type).constructor();
    }
  }

  /// A choice between variants, each told by the name of a field.
  record OneOf(Class<?> type) implements Shape {
    Map<String, Message> variants() {
      return Shapes.variants(type);
    }

    /// The variant for which nothing is written, of which only string matches have one.
    Optional<Object> empty() {
      return type == StringMatch.class ? Optional.of(new StringMatch.Present()) : Optional.empty();
    }
  }
}
