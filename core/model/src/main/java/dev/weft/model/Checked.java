package dev.weft.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// The result of checking outside input: a value with remarks, or every problem found at once.
public sealed interface Checked<T> {
  /// The input was good; `warnings` has no errors in it.
  record Valid<T>(T value, List<Problem> warnings) implements Checked<T> {
    public Valid {
      warnings = List.copyOf(warnings);
    }
  }

  /// The input was refused; `problems` has at least one error, and may have warnings beside it.
  record Invalid<T>(List<Problem> problems) implements Checked<T> {
    public Invalid {
      problems = List.copyOf(problems);
      if (problems.stream().noneMatch(problem -> problem.severity() == Severity.ERROR)) {
        throw new IllegalArgumentException("refused without an error: " + problems);
      }
    }
  }

  /// A good value without remarks.
  static <T> Checked<T> valid(T value) {
    return new Valid<>(value, List.of());
  }

  /// The value with its remarks, or the refusal when one of `problems` is an error.
  static <T> Checked<T> of(T value, List<Problem> problems) {
    boolean refused = problems.stream().anyMatch(problem -> problem.severity() == Severity.ERROR);
    return refused ? new Invalid<>(problems) : new Valid<>(value, problems);
  }

  /// Warnings of a valid value or problems of an invalid one.
  default List<Problem> remarks() {
    return switch (this) {
      case Valid<T> valid -> valid.warnings();
      case Invalid<T> invalid -> invalid.problems();
    };
  }

  /// The value.
  ///
  /// @throws IllegalStateException with every problem in its message when the input was refused
  default T orElseThrow() {
    return switch (this) {
      case Valid<T> valid -> valid.value();
      case Invalid<T> invalid -> throw new IllegalStateException(invalid.problems().toString());
    };
  }

  /// Applies a further check to a good value and keeps the remarks of both.
  default <R> Checked<R> then(Function<? super T, Checked<R>> next) {
    return switch (this) {
      case Invalid<T> invalid -> new Invalid<>(invalid.problems());
      case Valid<T> valid -> {
        Checked<R> after = next.apply(valid.value());
        List<Problem> all = new ArrayList<>(valid.warnings());
        all.addAll(after.remarks());
        yield switch (after) {
          case Valid<R> good -> new Valid<>(good.value(), all);
          case Invalid<R> bad -> new Invalid<>(all);
        };
      }
    };
  }
}
