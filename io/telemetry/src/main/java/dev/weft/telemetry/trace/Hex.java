package dev.weft.telemetry.trace;

/// Sixteen hexadecimal digits to a number and back.
final class Hex {
  private static final String DIGITS = "0123456789abcdef";

  private Hex() {}

  static String of(long value) {
    char[] digits = new char[16];
    for (int i = 0; i < 16; i++) {
      digits[i] = DIGITS.charAt((int) (value >>> (60 - 4 * i)) & 15);
    }
    return new String(digits);
  }

  /// Whether all of `text` between two indexes are lower-case hexadecimal digits.
  static boolean isHex(String text, int from, int to) {
    if (to > text.length()) {
      return false;
    }
    for (int i = from; i < to; i++) {
      if (DIGITS.indexOf(text.charAt(i)) < 0) {
        return false;
      }
    }
    return true;
  }

  /// The number written by the digits between two indexes.
  static long parse(String text, int from, int to) {
    long value = 0;
    for (int i = from; i < to; i++) {
      value = value << 4 | DIGITS.indexOf(text.charAt(i));
    }
    return value;
  }
}
