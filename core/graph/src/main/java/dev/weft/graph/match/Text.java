package dev.weft.graph.match;

import com.google.re2j.Pattern;
import java.util.Locale;

/// A compiled comparison of a string (Envoy, `StringMatcher`).
public sealed interface Text {
  boolean matches(String value);

  record Exact(String value, boolean ignoreCase) implements Text {
    @Override
    public boolean matches(String text) {
      return ignoreCase ? value.equalsIgnoreCase(text) : value.equals(text);
    }
  }

  record Prefix(String value, boolean ignoreCase) implements Text {
    @Override
    public boolean matches(String text) {
      return text.regionMatches(ignoreCase, 0, value, 0, value.length());
    }
  }

  record Suffix(String value, boolean ignoreCase) implements Text {
    @Override
    public boolean matches(String text) {
      return text.regionMatches(
          ignoreCase, text.length() - value.length(), value, 0, value.length());
    }
  }

  /// @param folded the wanted part, in lower case when `ignoreCase`
  record Contains(String folded, boolean ignoreCase) implements Text {
    public Contains {
      folded = ignoreCase ? folded.toLowerCase(Locale.ROOT) : folded;
    }

    @Override
    public boolean matches(String text) {
      return (ignoreCase ? text.toLowerCase(Locale.ROOT) : text).contains(folded);
    }
  }

  /// An RE2 expression that matches the whole value.
  record Regex(Pattern pattern) implements Text {
    @Override
    public boolean matches(String text) {
      return pattern.matches(text);
    }
  }

  /// Every value.
  record Any() implements Text {
    @Override
    public boolean matches(String text) {
      return true;
    }
  }
}
