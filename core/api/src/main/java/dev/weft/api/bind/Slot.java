package dev.weft.api.bind;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.List;

/// A field of a message.
///
/// @param names how it may be written, the proper spelling first
/// @param fallback the text of the value that it has when it is absent, or empty
/// @param inline whether it stands for a choice whose variants are fields of the message itself
record Slot(
    RecordComponent component,
    List<String> names,
    Shape shape,
    Presence presence,
    String fallback,
    boolean inline) {
  /// Whether a field must be written.
  enum Presence {
    REQUIRED,
    OPTIONAL
  }

  String name() {
    return names.getFirst();
  }

  Object read(Record message) {
    try {
      return component.getAccessor().invoke(message);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("cannot read " + component, e);
    }
  }
}
