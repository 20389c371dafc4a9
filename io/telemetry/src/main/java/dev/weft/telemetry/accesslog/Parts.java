package dev.weft.telemetry.accesslog;

import dev.weft.graph.Record;
import dev.weft.telemetry.metrics.JsonText;
import java.util.ArrayList;
import java.util.List;

/// A text with operators, taken apart: strings and [Operator]s in turn.
final class Parts {
  private Parts() {}

  static List<Object> of(String format, Surroundings surroundings) throws Operators.Unknown {
    List<Object> parts = new ArrayList<>();
    StringBuilder literal = new StringBuilder();
    int at = 0;
    while (at < format.length()) {
      char c = format.charAt(at);
      if (c != '%') {
        literal.append(c);
        at++;
      } else if (format.startsWith("%%", at)) {
        literal.append('%');
        at += 2;
      } else {
        int end = end(format, at);
        if (!literal.isEmpty()) {
          parts.add(literal.toString());
          literal.setLength(0);
        }
        parts.add(Operators.compile(format.substring(at + 1, end), surroundings));
        at = end + 1;
      }
    }
    if (!literal.isEmpty()) {
      parts.add(literal.toString());
    }
    return parts;
  }

  /// Where the operator that begins at `start` ends: its closing percent sign, which is not one
  /// within parentheses.
  private static int end(String format, int start) throws Operators.Unknown {
    int close = start;
    int open = format.indexOf('(', start);
    int percent = format.indexOf('%', start + 1);
    if (open >= 0 && (percent < 0 || open < percent)) {
      close = format.indexOf(')', open);
    }
    int end = close < 0 ? -1 : format.indexOf('%', Math.max(close, start + 1));
    if (end < 0) {
      throw new Operators.Unknown("an operator is not ended: '" + format.substring(start) + "'");
    }
    return end;
  }

  static void append(List<Object> parts, Record record, StringBuilder into) {
    for (Object part : parts) {
      if (part instanceof Operator operator) {
        if (!operator.append(record, into)) {
          into.append('-');
        }
      } else {
        into.append((String) part);
      }
    }
  }

  static LineFormat json(List<Object> parts) {
    if (parts.size() == 1 && parts.getFirst() instanceof Operator operator) {
      return (record, into) -> alone(operator, record, into);
    }
    return (record, into) -> {
      StringBuilder text = new StringBuilder();
      append(parts, record, text);
      JsonText.quote(into, text);
    };
  }

  /// `null` for what is absent.
  private static void alone(Operator operator, Record record, StringBuilder into) {
    StringBuilder value = new StringBuilder();
    if (!operator.append(record, value)) {
      into.append("null");
    } else if (operator.form() == Operator.Form.TEXT) {
      JsonText.quote(into, value);
    } else {
      into.append(value);
    }
  }
}
