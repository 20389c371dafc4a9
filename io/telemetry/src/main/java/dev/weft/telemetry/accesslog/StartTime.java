package dev.weft.telemetry.accesslog;

import dev.weft.graph.Record;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// `%START_TIME%`: in ISO 8601 to the millisecond, or as its argument says (conversions of
/// `strftime`, and `%3f` for fractions of a second).
final class StartTime {
  /// Appends one part of a formatted time.
  @FunctionalInterface
  private interface Part {
    void append(OffsetDateTime time, StringBuilder into);
  }

  private StartTime() {}

  static Source compile(String format) throws Operators.Unknown {
    return format.isEmpty() ? StartTime::iso : formatted(format);
  }

  private static boolean iso(Record record, StringBuilder into) {
    long millis = Math.floorDiv(record.timing().startEpochMicros(), 1000L);
    long day = Math.floorDiv(millis, 86_400_000L);
    int ofDay = (int) Math.floorMod(millis, 86_400_000L);
    java.time.LocalDate date = java.time.LocalDate.ofEpochDay(day);
    digits(into, date.getYear(), 4).append('-');
    digits(into, date.getMonthValue(), 2).append('-');
    digits(into, date.getDayOfMonth(), 2).append('T');
    digits(into, ofDay / 3_600_000, 2).append(':');
    digits(into, ofDay / 60_000 % 60, 2).append(':');
    digits(into, ofDay / 1000 % 60, 2).append('.');
    digits(into, ofDay % 1000, 3).append('Z');
    return true;
  }

  private static StringBuilder digits(StringBuilder into, int value, int width) {
    for (int unit = (int) Math.pow(10, width - 1); unit > 0; unit /= 10) {
      into.append((char) ('0' + value / unit % 10));
    }
    return into;
  }

  private static Source formatted(String format) throws Operators.Unknown {
    List<Part> parts = new ArrayList<>();
    int at = 0;
    while (at < format.length()) {
      char c = format.charAt(at);
      if (c != '%') {
        parts.add((time, into) -> into.append(c));
        at++;
        continue;
      }
      int end = at + 1;
      while (end < format.length() && Character.isDigit(format.charAt(end))) {
        end++;
      }
      if (end == format.length()) {
        throw new Operators.Unknown("%START_TIME% ends within a conversion: '" + format + "'");
      }
      parts.add(conversion(format.charAt(end), format.substring(at + 1, end)));
      at = end + 1;
    }
    return (record, into) -> {
      long micros = record.timing().startEpochMicros();
      OffsetDateTime time =
          Instant.ofEpochSecond(
                  Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1000)
              .atOffset(ZoneOffset.UTC);
      parts.forEach(part -> part.append(time, into));
      return true;
    };
  }

  private static Part conversion(char c, String width) throws Operators.Unknown {
    return switch (c) {
      case '%' -> (time, into) -> into.append('%');
      case 's' -> (time, into) -> into.append(time.toEpochSecond());
      case 'f' -> {
        int count = width.isEmpty() ? 9 : Integer.parseInt(width);
        yield (time, into) ->
            into.append(String.format(Locale.ROOT, "%09d", time.getNano()), 0, Math.min(9, count));
      }
      case 'Y' -> pattern("uuuu");
      case 'y' -> pattern("uu");
      case 'm' -> pattern("MM");
      case 'd' -> pattern("dd");
      case 'e' -> pattern("ppd");
      case 'H' -> pattern("HH");
      case 'I' -> pattern("hh");
      case 'M' -> pattern("mm");
      case 'S' -> pattern("ss");
      case 'p' -> pattern("a");
      case 'j' -> pattern("DDD");
      case 'a' -> pattern("EEE");
      case 'A' -> pattern("EEEE");
      case 'b', 'h' -> pattern("MMM");
      case 'B' -> pattern("MMMM");
      case 'T' -> pattern("HH:mm:ss");
      case 'F' -> pattern("uuuu-MM-dd");
      case 'D' -> pattern("MM/dd/uu");
      case 'R' -> pattern("HH:mm");
      case 'z' -> (time, into) -> into.append("+0000");
      case 'Z' -> (time, into) -> into.append("UTC");
      default -> throw new Operators.Unknown("%START_TIME% has no conversion '%" + c + "'");
    };
  }

  private static Part pattern(String pattern) {
    DateTimeFormatter formatter = DateTimeFormatter.ofPattern(pattern, Locale.ROOT);
    return formatter::formatTo;
  }
}
