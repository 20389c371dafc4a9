package dev.weft.api.bind;

import dev.weft.api.schema.Nearest;
import dev.weft.api.schema.Paths;
import dev.weft.api.yaml.Node;
import dev.weft.model.Position;
import dev.weft.model.Problem;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Makes records of trees, and reports whatever in a tree does not fit, each at its place.
///
/// What does not fit is replaced by the zero value of its type so that the rest can be looked at
/// too; a record made while problems were reported is not to be used.
public final class Binder {
  /// What becomes of fields that a message does not have.
  public enum Unknown {
    REFUSED,
    TOLERATED
  }

  private final Unknown unknown;
  private final Consumer<Problem> sink;
  private final ScalarBinder scalars;

  public Binder(Unknown unknown, Consumer<Problem> sink) {
    this.unknown = unknown;
    this.sink = sink;
    this.scalars = new ScalarBinder(sink);
  }

  /// The record that a tree describes.
  ///
  /// @param path where the tree stands in its document
  public <T extends Record> T bind(Class<T> type, Node node, String path) {
    return type.cast(message(new Shape.Message(type), node, path));
  }

  /// The names of the fields that a message may have.
  public static List<String> fields(Class<? extends Record> type) {
    return List.copyOf(MessageFields.of(new Shape.Message(type)).names());
  }

  private Object value(Shape shape, Node node, String path) {
    return switch (shape) {
      case Shape.Maybe maybe -> maybe(maybe, node, path);
      case Shape.ListOf list -> list(list, node, path);
      case Shape.MapOf map -> map(map, node, path);
      case Shape.Message message -> message(message, node, path);
      case Shape.OneOf choice -> choice(choice, node, path);
      case Shape.Untagged untagged -> untagged(untagged, node, path);
      case Shape.Choice word -> scalars.word(word, node, path);
      case Shape.Scalar scalar ->
          scalar == Shape.Scalar.FREE
              ? FreeForm.value(node, path, sink)
              : scalars.bind(scalar, node, path);
    };
  }

  private Object maybe(Shape.Maybe shape, Node node, String path) {
    return isNull(node) ? Optional.empty() : Optional.of(value(shape.value(), node, path));
  }

  private Object list(Shape.ListOf shape, Node node, String path) {
    if (isNull(node)) {
      return List.of();
    }
    if (!(node instanceof Node.Sequence sequence)) {
      wrongType(node, path, "a list", "write it as a list: '- ...'");
      return List.of();
    }
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < sequence.items().size(); i++) {
      Node item = sequence.items().get(i);
      String place = Paths.element(path, i);
      if (isNull(item)) {
        wrongType(item, place, "a value", "write the value, or remove the '-'");
      }
      values.add(isNull(item) ? Zero.of(shape.element()) : value(shape.element(), item, place));
    }
    return List.copyOf(values);
  }

  private Object map(Shape.MapOf shape, Node node, String path) {
    if (isNull(node)) {
      return Map.of();
    }
    if (!(node instanceof Node.Mapping mapping)) {
      wrongType(node, path, "a mapping", "write it as 'key: value' pairs");
      return Map.of();
    }
    Map<Object, Object> values = new LinkedHashMap<>();
    for (Node.Entry entry : distinct(mapping, path)) {
      String place = path + Paths.entry(entry.key().text());
      Object key =
          shape.key() == Shape.Scalar.TEXT
              ? entry.key().text()
              : value(shape.key(), unquoted(entry.key()), place);
      if (shape.key() == Shape.Scalar.INTEGER && !ScalarBinder.isWhole(entry.key().text())) {
        continue;
      }
      values.put(
          key,
          isNull(entry.value())
              ? Zero.of(shape.value())
              : value(shape.value(), entry.value(), place));
    }
    return values;
  }

  private static Node unquoted(Node.Scalar key) {
    return new Node.Scalar(key.text(), Node.Style.PLAIN, key.position());
  }

  private Object untagged(Shape.Untagged shape, Node node, String path) {
    if (!(node instanceof Node.Scalar scalar)) {
      wrongType(node, path, "a number or a text", "write a number or a name");
      return Zero.of(shape);
    }
    Shape.Message variant = scalar.isTyped() ? shape.number() : shape.text();
    return make(variant, new Object[] {value(variant.slots().getFirst().shape(), node, path)});
  }

  private Object choice(Shape.OneOf shape, Node node, String path) {
    if (!(node instanceof Node.Mapping mapping)) {
      wrongType(node, path, "a mapping", oneOf(shape));
      return Zero.of(shape);
    }
    Optional<Object> chosen = Optional.empty();
    String first = "";
    for (Node.Entry entry : distinct(mapping, path)) {
      String name = entry.key().text();
      Shape.Message variant = shape.variants().get(name);
      if (variant == null) {
        unknown(entry, path, List.copyOf(shape.variants().keySet()));
      } else if (chosen.isPresent()) {
        exclude(entry, path, first);
      } else {
        first = name;
        chosen = Optional.of(variant(variant, entry.value(), Paths.field(path, name)));
      }
    }
    if (chosen.isEmpty() && shape.empty().isEmpty() && mapping.entries().isEmpty()) {
      report(Problem.Code.MISSING_FIELD, path, node.position(), "nothing is chosen", oneOf(shape));
    }
    return chosen.or(shape::empty).orElseGet(() -> Zero.of(shape));
  }

  private static String oneOf(Shape.OneOf shape) {
    return "write one of: " + String.join(", ", shape.variants().keySet());
  }

  /// A variant is written as its value when that is all it has, otherwise as a message.
  private Object variant(Shape.Message variant, Node node, String path) {
    List<Slot> slots = variant.slots();
    if (!Zero.isValue(variant)) {
      return message(variant, node, path);
    }
    if (isNull(node)) {
      wrongType(node, path, "a value", "write the value, or remove the field");
      return Zero.of(variant);
    }
    return make(variant, new Object[] {value(slots.getFirst().shape(), node, path)});
  }

  private Record message(Shape.Message shape, Node node, String path) {
    if (!isNull(node) && !(node instanceof Node.Mapping)) {
      wrongType(node, path, "a mapping", "write it as 'field: value' pairs");
      return Zero.of(shape);
    }
    List<Node.Entry> entries =
        node instanceof Node.Mapping mapping ? distinct(mapping, path) : List.of();
    MessageFields fields = MessageFields.of(shape);
    Map<Slot, Object> values = new HashMap<>();
    Map<Slot, String> written = new HashMap<>();
    for (Node.Entry entry : entries) {
      String name = entry.key().text();
      Slot slot = fields.slot(name);
      if (slot == null) {
        unknown(entry, path, fields.names());
      } else if (written.containsKey(slot)) {
        exclude(entry, path, written.get(slot));
      } else if (!isNull(entry.value())) {
        written.put(slot, name);
        String place = Paths.field(path, name);
        Shape.Message variant = fields.variant(name);
        values.put(
            slot,
            variant == null
                ? value(slot.shape(), entry.value(), place)
                : Optional.of(variant(variant, entry.value(), place)));
      }
    }
    return make(shape, arguments(shape, values, node, path));
  }

  private Object[] arguments(
      Shape.Message shape, Map<Slot, Object> values, Node node, String path) {
    List<Slot> slots = shape.slots();
    Object[] arguments = new Object[slots.size()];
    for (int i = 0; i < arguments.length; i++) {
      Slot slot = slots.get(i);
      Object value = values.get(slot);
      if (slot.presence() == Slot.Presence.REQUIRED && (value == null || isEmpty(value))) {
        String cause = value == null ? "'" + slot.name() + "' is missing" : "the value is empty";
        report(
            Problem.Code.MISSING_FIELD,
            Paths.field(path, slot.name()),
            node.position(),
            cause,
            "every " + Words.of(shape) + " needs one");
      }
      arguments[i] = value == null ? Zero.absent(slot) : value;
    }
    return arguments;
  }

  private static boolean isEmpty(Object value) {
    return value.equals("") || value instanceof List<?> list && list.isEmpty();
  }

  static Record make(Shape.Message shape, Object[] arguments) {
    try {
      return shape.constructor().newInstance(arguments);
    } catch (InvocationTargetException | InstantiationException | IllegalAccessException e) {
      throw new IllegalStateException("cannot make " + shape.type(), e);
    }
  }

  /// The entries of a mapping without those whose key came before; each of these is reported.
  private List<Node.Entry> distinct(Node.Mapping mapping, String path) {
    Set<String> seen = new HashSet<>();
    List<Node.Entry> entries = new ArrayList<>();
    for (Node.Entry entry : mapping.entries()) {
      if (seen.add(entry.key().text())) {
        entries.add(entry);
      } else {
        report(
            Problem.Code.DUPLICATE,
            Paths.field(path, entry.key().text()),
            entry.key().position(),
            "'" + entry.key().text() + "' is written twice",
            "keep one of them");
      }
    }
    return entries;
  }

  private void unknown(Node.Entry entry, String path, List<String> names) {
    if (unknown == Unknown.TOLERATED) {
      return;
    }
    String name = entry.key().text();
    report(
        Problem.Code.UNKNOWN_FIELD,
        Paths.field(path, name),
        entry.key().position(),
        "there is no field '" + Words.shown(name) + "' here",
        Nearest.remedy(name, names));
  }

  private void exclude(Node.Entry entry, String path, String other) {
    report(
        Problem.Code.CONFLICT,
        Paths.field(path, entry.key().text()),
        entry.key().position(),
        "'" + entry.key().text() + "' and '" + other + "' exclude one another",
        "keep one of them");
  }

  private void wrongType(Node node, String path, String expected, String remedy) {
    report(
        Problem.Code.WRONG_TYPE,
        path,
        node.position(),
        Words.kind(node) + " stands where " + expected + " belongs",
        remedy);
  }

  private void report(
      Problem.Code code, String path, Position position, String cause, String remedy) {
    sink.accept(Problem.error(code, path, cause, remedy).at(position));
  }

  private static boolean isNull(Node node) {
    return node instanceof Node.Scalar scalar && scalar.isNull();
  }
}
