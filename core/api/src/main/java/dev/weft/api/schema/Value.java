package dev.weft.api.schema;

import java.util.List;
import java.util.Map;

/// A free-form value, as JSON has them (`google.protobuf.Struct` in the API).
public sealed interface Value {
  /// No value.
  record Nothing() implements Value {}

  record Truth(boolean value) implements Value {}

  record Number(double value) implements Value {}

  record Text(String value) implements Value {}

  record Sequence(List<Value> values) implements Value {
    public Sequence {
      values = List.copyOf(values);
    }
  }

  /// Values by name, in the order in which they were written.
  record Mapping(Map<String, Value> values) implements Value {
    public Mapping {
      values = Ordered.copyOf(values);
    }
  }
}
