package dev.weft.api.bind;

import dev.weft.api.schema.Durations;
import dev.weft.api.schema.Value;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// The values of fields that are not written.
final class Zero {
  private Zero() {}

  /// The value of an absent field: its documented default, or the zero value of its type.
  static Object absent(Slot slot) {
    return slot.fallback().isEmpty() ? of(slot.shape()) : fallback(slot);
  }

  static Object of(Shape shape) {
    return switch (shape) {
      case Shape.Maybe maybe -> Optional.empty();
      case Shape.ListOf list -> List.of();
      case Shape.MapOf map -> Map.of();
      case Shape.Message message -> of(message);
      case Shape.OneOf choice ->
          choice.empty().orElseGet(() -> of(choice.variants().values().iterator().next()));
      case Shape.Untagged untagged -> of(untagged.number());
      case Shape.Choice word -> word.constants().values().iterator().next();
      case Shape.Scalar scalar -> scalar(scalar);
    };
  }

  static Record of(Shape.Message message) {
    List<Slot> slots = message.slots();
    Object[] arguments = new Object[slots.size()];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = absent(slots.get(i));
    }
    return Binder.make(message, arguments);
  }

  /// Whether a variant is written as its only value, without a mapping around it.
  static boolean isValue(Shape.Message variant) {
    return variant.slots().size() == 1
        && variant.slots().getFirst().component().getName().equals("value");
  }

  private static Object scalar(Shape.Scalar scalar) {
    return switch (scalar) {
      case TEXT -> "";
      case INTEGER -> 0;
      case LONG -> 0L;
      case NUMBER -> 0.0;
      case TRUTH -> false;
      case DURATION -> Duration.ZERO;
      case FREE -> new Value.Nothing();
    };
  }

  private static Object fallback(Slot slot) {
    String text = slot.fallback();
    return switch (slot.shape()) {
      case Shape.Choice word -> Objects.requireNonNull(word.constants().get(text), text);
      case Shape.Scalar scalar ->
          switch (scalar) {
            case TEXT, FREE -> text;
            case INTEGER -> Integer.parseInt(text);
            case LONG -> Long.parseLong(text);
            case NUMBER -> Double.parseDouble(text);
            case TRUTH -> Boolean.parseBoolean(text);
            case DURATION -> Durations.parse(text).orElseThrow();
          };
      case Shape.Maybe maybe -> throw unusable(slot);
      case Shape.ListOf list -> throw unusable(slot);
      case Shape.MapOf map -> throw unusable(slot);
      case Shape.Message message -> throw unusable(slot);
      case Shape.OneOf choice -> throw unusable(slot);
      case Shape.Untagged untagged -> throw unusable(slot);
    };
  }

  private static IllegalStateException unusable(Slot slot) {
    return new IllegalStateException("no default can be given for " + slot.component());
  }
}
