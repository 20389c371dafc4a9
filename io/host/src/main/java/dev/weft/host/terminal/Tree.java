package dev.weft.host.terminal;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Writes values made of maps, lists, strings, numbers, booleans and null as JSON or YAML.
public final class Tree {
  /// Text that YAML 1.1 and 1.2 readers alike take for a string without quotes.
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z_/][A-Za-z0-9_./*@|=+-]*");

  private static final Pattern WORDS =
      Pattern.compile("(?i)true|false|null|yes|no|on|off|y|n|nan|inf");

  private Tree() {}

  /// Indented by two, with a line end after the last brace.
  public static String json(Object tree) {
    StringBuilder text = new StringBuilder();
    json(text, tree, "\n");
    return text.append('\n').toString();
  }

  /// Block style, with a line end after the last line.
  public static String yaml(Object tree) {
    StringBuilder text = new StringBuilder();
    yaml(text, tree, "");
    return text.toString();
  }

  private static void json(
      StringBuilder text, @org.jspecify.annotations.Nullable Object value, String end) {
    switch (value) {
      case Map<?, ?> map when map.isEmpty() -> text.append("{}");
      case List<?> list when list.isEmpty() -> text.append("[]");
      case Map<?, ?> map -> {
        String separator = "{";
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          text.append(separator).append(end).append("  ");
          quote(text, String.valueOf(entry.getKey()));
          text.append(": ");
          json(text, entry.getValue(), end + "  ");
          separator = ",";
        }
        text.append(end).append('}');
      }
      case List<?> list -> {
        String separator = "[";
        for (Object element : list) {
          text.append(separator).append(end).append("  ");
          json(text, element, end + "  ");
          separator = ",";
        }
        text.append(end).append(']');
      }
      case null -> text.append("null");
      case Number number -> text.append(number);
      case Boolean truth -> text.append(truth);
      case Object other -> quote(text, other.toString());
    }
  }

  private static void yaml(
      StringBuilder text, @org.jspecify.annotations.Nullable Object value, String indent) {
    switch (value) {
      case Map<?, ?> map when !map.isEmpty() -> {
        String before = "";
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          text.append(before);
          scalar(text, String.valueOf(entry.getKey()));
          text.append(':');
          nested(text, entry.getValue(), indent + "  ");
          before = indent;
        }
      }
      case List<?> list when !list.isEmpty() -> {
        String before = "";
        for (Object element : list) {
          text.append(before).append("- ");
          yaml(text, element, indent + "  ");
          before = indent;
        }
      }
      case null -> text.append("null\n");
      case String string -> {
        scalar(text, string);
        text.append('\n');
      }
      case Object scalar -> {
        json(text, scalar, "\n");
        text.append('\n');
      }
    }
  }

  private static void nested(
      StringBuilder text, @org.jspecify.annotations.Nullable Object value, String indent) {
    boolean block =
        (value instanceof Map<?, ?> map && !map.isEmpty())
            || (value instanceof List<?> list && !list.isEmpty());
    text.append(block ? "\n" + indent : " ");
    yaml(text, value, indent);
  }

  private static void scalar(StringBuilder text, String string) {
    if (PLAIN.matcher(string).matches() && !WORDS.matcher(string).matches()) {
      text.append(string);
    } else {
      quote(text, string);
    }
  }

  private static void quote(StringBuilder text, String string) {
    text.append('"');
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      switch (c) {
        case '"' -> text.append("\\\"");
        case '\\' -> text.append("\\\\");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        default -> {
          if (c < 0x20 || c == 0x7f) {
            text.append(String.format("\\u%04x", (int) c));
          } else {
            text.append(c);
          }
        }
      }
    }
    text.append('"');
  }
}
