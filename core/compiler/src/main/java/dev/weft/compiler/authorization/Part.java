package dev.weft.compiler.authorization;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// One condition of a rule: what must be, and what must not be.
///
/// @param http whether only requests have what is compared, and mere connections do not
record Part<T>(boolean http, Optional<T> wanted, Optional<T> unwanted) {
  /// Alternatives: one of the values, and none of the others.
  static <T> Part<T> of(
      List<String> values,
      List<String> notValues,
      Function<String, T> compared,
      Function<List<T>, T> some) {
    return new Part<>(false, some(values, compared, some), some(notValues, compared, some));
  }

  private static <T> Optional<T> some(
      List<String> values, Function<String, T> compared, Function<List<T>, T> some) {
    return values.isEmpty()
        ? Optional.empty()
        : Optional.of(some.apply(values.stream().map(compared).toList()));
  }

  /// The same, for requests alone.
  Part<T> ofRequests() {
    return new Part<>(true, wanted, unwanted);
  }

  /// Whether anything is compared.
  boolean says() {
    return wanted.isPresent() || unwanted.isPresent();
  }

  /// What holds when all parts do, in order.
  static <T> List<T> all(List<Part<T>> parts, UnaryOperator<T> not) {
    List<T> all = new ArrayList<>();
    for (Part<T> part : parts) {
      part.wanted.ifPresent(all::add);
      part.unwanted.map(not).ifPresent(all::add);
    }
    return all;
  }
}
