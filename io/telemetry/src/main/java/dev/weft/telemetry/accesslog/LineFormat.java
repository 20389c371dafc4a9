package dev.weft.telemetry.accesslog;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.weft.graph.Record;
import dev.weft.model.Checked;
import dev.weft.model.Problem;
import dev.weft.model.Problem.Code;
import dev.weft.telemetry.metrics.JsonText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A compiled access-log format: appends one line for a record.
@FunctionalInterface
public interface LineFormat {
  /// Envoy's line where nothing else is configured.
  String ENVOY =
      "[%START_TIME%] \"%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%\""
          + " %RESPONSE_CODE% %RESPONSE_FLAGS% %BYTES_RECEIVED% %BYTES_SENT% %DURATION%"
          + " %RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)% \"%REQ(X-FORWARDED-FOR)%\""
          + " \"%REQ(USER-AGENT)%\" \"%REQ(X-REQUEST-ID)%\" \"%REQ(:AUTHORITY)%\""
          + " \"%UPSTREAM_HOST%\"\n";

  /// Appends the line of a record, with its end.
  void append(Record record, StringBuilder into);

  /// Compiles a text with operators; an absent value is `-`.
  static Checked<LineFormat> text(String format, Surroundings surroundings) {
    try {
      List<Object> parts = Parts.of(format, surroundings);
      return Checked.valid((record, into) -> Parts.append(parts, record, into));
    } catch (Operators.Unknown unknown) {
      return refused(unknown);
    }
  }

  /// Compiles an object: one line of JSON with sorted keys. A value that is one operator keeps its
  /// type and is null when absent; operators amid other text are text, `-` when absent.
  static Checked<LineFormat> json(Struct fields, Surroundings surroundings) {
    try {
      LineFormat object = object(fields, surroundings);
      return Checked.valid((record, into) -> {
        object.append(record, into);
        into.append('\n');
      });
    } catch (Operators.Unknown unknown) {
      return refused(unknown);
    }
  }

  private static Checked<LineFormat> refused(Operators.Unknown unknown) {
    return new Checked.Invalid<>(
        List.of(
            Problem.error(
                Code.INVALID_VALUE,
                "log_format",
                String.valueOf(unknown.getMessage()),
                "use operators of Envoy's access log")));
  }

  private static LineFormat object(Struct fields, Surroundings surroundings)
      throws Operators.Unknown {
    Map<String, LineFormat> compiled = new TreeMap<>();
    for (Map.Entry<String, Value> field : fields.getFieldsMap().entrySet()) {
      StringBuilder key = new StringBuilder();
      JsonText.quote(key, field.getKey());
      compiled.put(key.append(':').toString(), value(field.getValue(), surroundings));
    }
    return (record, into) -> {
      char separator = '{';
      for (Map.Entry<String, LineFormat> field : compiled.entrySet()) {
        into.append(separator).append(field.getKey());
        field.getValue().append(record, into);
        separator = ',';
      }
      into.append(compiled.isEmpty() ? "{}" : "}");
    };
  }

  private static LineFormat value(Value value, Surroundings surroundings) throws Operators.Unknown {
    return switch (value.getKindCase()) {
      case STRUCT_VALUE -> object(value.getStructValue(), surroundings);
      case LIST_VALUE -> {
        List<LineFormat> elements = new ArrayList<>();
        for (Value element : value.getListValue().getValuesList()) {
          elements.add(value(element, surroundings));
        }
        yield (record, into) -> {
          into.append('[');
          for (int i = 0; i < elements.size(); i++) {
            into.append(i == 0 ? "" : ",");
            elements.get(i).append(record, into);
          }
          into.append(']');
        };
      }
      case NUMBER_VALUE -> {
        double number = value.getNumberValue();
        String text =
            number == Math.rint(number) && Math.abs(number) < 1e15
                ? Long.toString((long) number)
                : Double.toString(number);
        yield (record, into) -> into.append(text);
      }
      case BOOL_VALUE -> (record, into) -> into.append(value.getBoolValue());
      case NULL_VALUE, KIND_NOT_SET -> (record, into) -> into.append("null");
      case STRING_VALUE -> Parts.json(Parts.of(value.getStringValue(), surroundings));
    };
  }
}
