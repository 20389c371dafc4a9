package dev.weft.compiler.plan;

/// How a text of a request or a certificate is compared in an authorization policy.
///
/// @param value the whole text, its beginning, its end, or an RE2 expression for the whole of it
/// @param ignoreCase whether letters of both cases are the same; never for expressions
public record TextMatch(Kind kind, String value, boolean ignoreCase) {
  /// Any text but the empty one.
  public static final TextMatch PRESENT = new TextMatch(Kind.REGEX, ".+", false);

  /// What of the text is compared.
  public enum Kind {
    EXACT,
    PREFIX,
    SUFFIX,
    REGEX
  }

  public static TextMatch exact(String value) {
    return new TextMatch(Kind.EXACT, value, false);
  }

  public static TextMatch prefix(String value) {
    return new TextMatch(Kind.PREFIX, value, false);
  }

  public static TextMatch suffix(String value) {
    return new TextMatch(Kind.SUFFIX, value, false);
  }

  public static TextMatch regex(String value) {
    return new TextMatch(Kind.REGEX, value, false);
  }

  /// The same, whatever the case.
  public TextMatch anyCase() {
    return new TextMatch(kind, value, kind != Kind.REGEX);
  }
}
