package dev.weft.telemetry.accesslog;

import dev.weft.graph.Record;

/// Where an operator takes its value from.
@FunctionalInterface
interface Source {
  /// Appends the value to `into`; appends nothing and answers false when there is none.
  boolean append(Record record, StringBuilder into);

  /// Appends a text unless it is empty.
  static boolean text(StringBuilder into, String value) {
    into.append(value);
    return !value.isEmpty();
  }

  static boolean number(StringBuilder into, long value) {
    into.append(value);
    return true;
  }
}
