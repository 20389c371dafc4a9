package dev.weft.api.bind;

import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Paths;
import dev.weft.api.schema.Verified;
import dev.weft.model.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Asks every message of a tree of records for what is wrong with it.
public final class Verifier {
  private final Consumer<Problem> sink;

  public Verifier(Consumer<Problem> sink) {
    this.sink = sink;
  }

  /// Verifies a message and all messages in it.
  ///
  /// @param path where the message stands in its document
  public void verify(Record message, String path) {
    message(new Shape.Message(message.getClass()), message, path);
  }

  private void message(Shape.Message shape, Record message, String path) {
    if (message instanceof Verified verified) {
      verified.verify(new Findings(path, sink));
    }
    for (Slot slot : shape.slots()) {
      Object value = slot.read(message);
      if (slot.inline()) {
        inline(slot, value, path);
      } else {
        value(slot.shape(), value, Paths.field(path, slot.name()));
      }
    }
  }

  private void inline(Slot slot, Object value, String path) {
    if (value instanceof Optional<?> maybe
        && maybe.isPresent()
        && slot.shape() instanceof Shape.Maybe shape
        && shape.value() instanceof Shape.OneOf choice) {
      variant(choice, maybe.get(), path);
    }
  }

  private void variant(Shape.OneOf choice, Object value, String path) {
    for (Map.Entry<String, Shape.Message> variant : choice.variants().entrySet()) {
      if (variant.getValue().type().isInstance(value)) {
        message(variant.getValue(), (Record) value, Paths.field(path, variant.getKey()));
      }
    }
  }

  private void value(Shape shape, Object value, String path) {
    switch (shape) {
      case Shape.Maybe maybe -> {
        if (value instanceof Optional<?> optional && optional.isPresent()) {
          value(maybe.value(), optional.get(), path);
        }
      }
      case Shape.ListOf list -> {
        List<?> values = (List<?>) value;
        for (int i = 0; i < values.size(); i++) {
          value(list.element(), values.get(i), Paths.element(path, i));
        }
      }
      case Shape.MapOf map ->
          ((Map<?, ?>) value)
              .forEach((key, one) -> value(map.value(), one, path + Paths.entry("" + key)));
      case Shape.Message message -> message(message, (Record) value, path);
      case Shape.OneOf choice -> variant(choice, value, path);
      case Shape.Untagged untagged -> {}
      case Shape.Choice word -> {}
      case Shape.Scalar scalar -> {}
    }
  }
}
