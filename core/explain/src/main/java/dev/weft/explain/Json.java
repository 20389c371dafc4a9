package dev.weft.explain;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An explanation as JSON: each record is an object whose members are named as its components; what
/// is absent is left out.
public final class Json {
  private Json() {}

  /// One line.
  public static String of(Explanation explanation) {
    StringBuilder json = new StringBuilder();
    write(explanation, json);
    return json.toString();
  }

  private static void write(Object value, StringBuilder json) {
    switch (value) {
      case Record record -> object(record, json);
      case List<?> list -> {
        json.append('[');
        for (Iterator<?> each = list.iterator(); each.hasNext(); ) {
          write(each.next(), json);
          json.append(each.hasNext() ? "," : "");
        }
        json.append(']');
      }
      case Map<?, ?> map -> {
        json.append('{');
        String separator = "";
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          json.append(separator);
          text(entry.getKey().toString(), json);
          json.append(':');
          write(entry.getValue(), json);
          separator = ",";
        }
        json.append('}');
      }
      case Number number -> json.append(number);
      case Boolean truth -> json.append(truth);
      default -> text(value.toString(), json);
    }
  }

  private static void object(Record record, StringBuilder json) {
    json.append('{');
    String separator = "";
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      Object value = value(record, component);
      if (value instanceof Optional<?> optional) {
        if (optional.isEmpty()) {
          continue;
        }
        value = optional.get();
      }
      json.append(separator);
      text(component.getName(), json);
      json.append(':');
      write(value, json);
      separator = ",";
    }
    json.append('}');
  }

  private static Object value(Record record, RecordComponent component) {
    try {
      return component.getAccessor().invoke(record);
    } catch (IllegalAccessException | InvocationTargetException impossible) {
      throw new IllegalStateException("an accessor of a public record failed", impossible);
    }
  }

  private static void text(String text, StringBuilder json) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> json.append("\\\"");
        case '\\' -> json.append("\\\\");
        case '\n' -> json.append("\\n");
        case '\r' -> json.append("\\r");
        case '\t' -> json.append("\\t");
        default -> {
          if (c < 0x20) {
            json.append(String.format("\\u%04x", (int) c));
          } else {
            json.append(c);
          }
        }
      }
    }
    json.append('"');
  }
}
