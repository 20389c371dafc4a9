package dev.weft.graph.link.reading;

import com.google.protobuf.BoolValue;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// Fields of one kind of message that would change what happens and that Weft has no meaning for.
/// Whoever sets one is told so by its name, instead of finding out from traffic.
public final class Refusals {
  private final List<FieldDescriptor> fields;

  private Refusals(List<FieldDescriptor> fields) {
    this.fields = fields;
  }

  /// @throws NullPointerException when the message has no such field
  public static Refusals of(Descriptor message, String... names) {
    return new Refusals(
        Stream.of(names)
            .map(name ->
                Objects.requireNonNull(
                    message.findFieldByName(name), message.getFullName() + "." + name))
            .toList());
  }

  /// Refuses a message, found in a field of another, that sets one of the fields.
  public void check(Message message, Where parent, String field) throws Unlinkable {
    if (message != message.getDefaultInstanceForType()) {
      check(message, parent.in(field));
    }
  }

  /// Refuses a message that sets one of the fields.
  public void check(Message message, Where where) throws Unlinkable {
    for (int i = 0; i < fields.size(); i++) {
      FieldDescriptor field = fields.get(i);
      boolean set =
          field.isRepeated()
              ? message.getRepeatedFieldCount(field) > 0
              : message.hasField(field)
                  && !BoolValue.getDefaultInstance().equals(message.getField(field))
                  && !Duration.getDefaultInstance().equals(message.getField(field));
      if (set) {
        throw where
            .in(field.getName())
            .lacking("'" + field.getName() + "' of " + field.getContainingType().getName());
      }
    }
  }
}
