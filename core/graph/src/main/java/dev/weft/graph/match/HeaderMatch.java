package dev.weft.graph.match;

import dev.weft.graph.exchange.Head;
import org.jspecify.annotations.Nullable;

/// A compiled condition on one header (Envoy, `HeaderMatcher`).
///
/// @param name in lower case
/// @param missingAsEmpty whether an absent header is compared as the empty string
public record HeaderMatch(String name, Test test, boolean invert, boolean missingAsEmpty) {
  /// What the value must be.
  public sealed interface Test {
    record Present(boolean present) implements Test {}

    /// `start <= value < end`, the value a decimal integer.
    record Range(long start, long end) implements Test {}

    record Value(Text text) implements Test {}
  }

  public boolean matches(Head head) {
    return matches(head.header(name));
  }

  /// Whether a value, null for an absent header, meets the condition. As in Envoy an absent header
  /// meets no condition, inverted or not, but that of presence.
  public boolean matches(@Nullable String value) {
    return switch (test) {
      case Test.Present wanted -> ((value != null) == wanted.present()) != invert;
      case Test.Range range -> known(value) && inRange(orEmpty(value), range) != invert;
      case Test.Value wanted -> known(value) && wanted.text().matches(orEmpty(value)) != invert;
    };
  }

  private boolean known(@Nullable String value) {
    return value != null || missingAsEmpty;
  }

  private static String orEmpty(@Nullable String value) {
    return value == null ? "" : value;
  }

  private static boolean inRange(String value, Test.Range range) {
    String digits = value.trim();
    if (digits.isEmpty() || digits.length() > 20) {
      return false;
    }
    try {
      long number = Long.parseLong(digits);
      return number >= range.start() && number < range.end();
    } catch (NumberFormatException notANumber) {
      return false;
    }
  }
}
