package dev.weft.capture.redirect;

import java.util.List;

/// All, or those named; none when no name is given.
public sealed interface Choice<T> {
  /// Every one, written `*`.
  record All<T>() implements Choice<T> {}

  /// Only these.
  record Only<T>(List<T> values) implements Choice<T> {
    public Only {
      values = List.copyOf(values);
    }
  }

  static <T> Choice<T> all() {
    return new All<>();
  }

  static <T> Choice<T> only(List<T> values) {
    return new Only<>(values);
  }

  static <T> Choice<T> none() {
    return new Only<>(List.of());
  }
}
