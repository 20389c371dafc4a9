package dev.weft.api.bind;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The fields of a message by the names they may be written with, those of its inline choices among
/// them.
final class MessageFields {
  private final Map<String, Slot> slots = new HashMap<>();
  private final Map<String, Shape.Message> variants = new HashMap<>();
  private final List<String> names = new ArrayList<>();

  private MessageFields() {}

  static MessageFields of(Shape.Message shape) {
    MessageFields fields = new MessageFields();
    for (Slot slot : shape.slots()) {
      if (slot.inline()) {
        fields.inline(slot);
      } else {
        slot.names().forEach(name -> fields.slots.put(name, slot));
        fields.names.add(slot.name());
      }
    }
    return fields;
  }

  private void inline(Slot slot) {
    if (!(slot.shape() instanceof Shape.Maybe maybe)
        || !(maybe.value() instanceof Shape.OneOf choice)) {
      throw new IllegalStateException("not an optional choice: " + slot.component());
    }
    choice
        .variants()
        .forEach((name, variant) -> {
          slots.put(name, slot);
          variants.put(name, variant);
          names.add(name);
        });
  }

  @Nullable Slot slot(String name) {
    return slots.get(name);
  }

  Shape.@Nullable Message variant(String name) {
    return variants.get(name);
  }

  /// The proper spellings, in the order of the API.
  List<String> names() {
    return names;
  }
}
