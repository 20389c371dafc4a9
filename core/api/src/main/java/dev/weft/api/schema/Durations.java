package dev.weft.api.schema;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Durations as the API writes them: numbers with units, such as `1h30m`, `5s` or `2.5ms`.
public final class Durations {
  private static final int LIMIT_LENGTH = 64;
  private static final BigDecimal LIMIT_NANOS = BigDecimal.valueOf(Long.MAX_VALUE);
  private static final Pattern PART =
      Pattern.compile("([0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(ns|us|µs|ms|s|m|h)");

  private Durations() {}

  /// The duration that a text stands for, if it stands for one; up to 292 years.
  public static Optional<Duration> parse(String text) {
    boolean negative = text.startsWith("-");
    String rest = negative || text.startsWith("+") ? text.substring(1) : text;
    if (rest.equals("0")) {
      return Optional.of(Duration.ZERO);
    }
    if (rest.isEmpty() || rest.length() > LIMIT_LENGTH) {
      return Optional.empty();
    }
    BigDecimal nanos = BigDecimal.ZERO;
    Matcher part = PART.matcher(rest);
    int at = 0;
    while (at < rest.length()) {
      if (!part.find(at) || part.start() != at) {
        return Optional.empty();
      }
      nanos = nanos.add(new BigDecimal(number(part.group(1))).multiply(unit(part.group(2))));
      at = part.end();
    }
    if (nanos.compareTo(LIMIT_NANOS) > 0) {
      return Optional.empty();
    }
    long whole = nanos.setScale(0, RoundingMode.DOWN).longValueExact();
    return Optional.of(Duration.ofNanos(negative ? -whole : whole));
  }

  private static String number(String digits) {
    return digits.endsWith(".") ? digits + "0" : digits;
  }

  private static BigDecimal unit(String unit) {
    return BigDecimal.valueOf(
        switch (unit) {
          case "ns" -> 1L;
          case "ms" -> 1_000_000L;
          case "s" -> 1_000_000_000L;
          case "m" -> 60_000_000_000L;
          case "h" -> 3_600_000_000_000L;
          default -> 1_000L;
        });
  }
}
