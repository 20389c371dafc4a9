package dev.weft.telemetry.metrics;

/// Writes JSON strings.
public final class JsonText {
  private JsonText() {}

  /// Appends `value` in quotes, with what JSON does not allow in a string escaped (RFC 8259,
  /// section 7).
  public static void quote(StringBuilder into, CharSequence value) {
    into.append('"');
    escape(into, value);
    into.append('"');
  }

  /// Appends `value` escaped, without the quotes.
  public static void escape(StringBuilder into, CharSequence value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> into.append("\\\"");
        case '\\' -> into.append("\\\\");
        case '\n' -> into.append("\\n");
        case '\r' -> into.append("\\r");
        case '\t' -> into.append("\\t");
        case '\b' -> into.append("\\b");
        case '\f' -> into.append("\\f");
        default -> {
          if (c < 0x20) {
            into.append("\\u00").append(Character.forDigit(c >> 4, 16));
            into.append(Character.forDigit(c & 15, 16));
          } else {
            into.append(c);
          }
        }
      }
    }
  }
}
