package dev.weft.telemetry.accesslog;

import dev.weft.graph.Record;

/// One compiled `%..%`.
///
/// @param form how the value is spelled in JSON
/// @param limit longest value in characters, 0 for any length
record Operator(Source source, Form form, int limit) {
  /// How a value is spelled in JSON.
  enum Form {
    TEXT,
    NUMBER,
    /// JSON already.
    JSON
  }

  static Operator text(Source source) {
    return new Operator(source, Form.TEXT, 0);
  }

  static Operator number(Source source) {
    return new Operator(source, Form.NUMBER, 0);
  }

  Operator limited(int characters) {
    return new Operator(source, form, characters);
  }

  /// Appends the value, cut at the limit; false and nothing when there is none.
  boolean append(Record record, StringBuilder into) {
    int start = into.length();
    boolean present = source.append(record, into);
    if (limit > 0 && into.length() - start > limit) {
      into.setLength(start + limit);
    }
    return present;
  }
}
