package dev.weft.proxy.bootstrap;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.WrappersProto;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.JsonFormat;
import dev.weft.model.Position;
import dev.weft.model.Problem;
import dev.weft.model.Problem.Code;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// Turns a tree of YAML nodes into a message by its descriptor (the mapping of proto3 JSON, with
/// either spelling of field names), remembering where each message was written.
///
/// What it builds are [DynamicMessage]s: the reflection of generated classes looks up half a dozen
/// methods for each field of a type, also of those that no file uses.
final class MessageReader {
  private static final FileDescriptor WRAPPERS = WrappersProto.getDescriptor();

  private final String file;
  private final List<Problem> problems = new ArrayList<>();
  private final Map<String, Position> positions = new HashMap<>();

  MessageReader(String file) {
    this.file = file;
  }

  List<Problem> problems() {
    return problems;
  }

  /// Where each message was written, by its path of proto names: `static_resources.clusters[0]`.
  Map<String, Position> positions() {
    return positions;
  }

  /// What a document says, as a message of a type.
  <M extends Message> M read(Node node, M prototype) {
    Message.Builder read = DynamicMessage.newBuilder(prototype.getDescriptorForType());
    read(node, read, "");
    try {
      @SuppressWarnings("unchecked") // a type's parser makes messages of this type
      M message = (M) prototype.getParserForType().parseFrom(read.build().toByteString());
      return message;
    } catch (InvalidProtocolBufferException impossible) {
      throw new IllegalStateException("a message that was just written", impossible);
    }
  }

  private void read(Node node, Message.Builder into, String path) {
    positions.put(path, place(node));
    String type = into.getDescriptorForType().getFullName();
    if (type.equals(Any.getDescriptor().getFullName())) {
      any(node, into, path);
    } else if (type.startsWith("google.protobuf.")) {
      wellKnown(node, into, path);
    } else if (node instanceof MappingNode mapping) {
      fields(mapping, into, path);
    } else if (!NodeText.isNull(node)) {
      wrong(node, path, "a mapping of the fields of " + type);
    }
  }

  private void fields(MappingNode mapping, Message.Builder into, String path) {
    for (NodeTuple tuple : mapping.getValue()) {
      String key = NodeText.key(tuple);
      if (key.equals("@type")) {
        continue;
      }
      String inner = path.isEmpty() ? key : path + "." + key;
      FieldDescriptor field = field(into.getDescriptorForType(), key);
      if (field == null) {
        problem(
            tuple.getKeyNode(),
            Code.UNKNOWN_FIELD,
            inner,
            into.getDescriptorForType().getFullName() + " has no field '" + key + "'",
            nearest(into.getDescriptorForType(), key));
      } else if (!NodeText.isNull(tuple.getValueNode())) {
        value(
            field,
            tuple.getValueNode(),
            into,
            path.isEmpty() ? field.getName() : path + "." + field.getName());
      }
    }
  }

  private void value(FieldDescriptor field, Node node, Message.Builder into, String path) {
    FieldDescriptor twin = into.getDescriptorForType().findFieldByNumber(field.getNumber());
    if (field.getRealContainingOneof() != null
        && into.hasOneof(field.getRealContainingOneof())
        && into.getOneofFieldDescriptor(field.getRealContainingOneof()) != twin) {
      problem(
          node,
          Code.CONFLICT,
          path,
          "excludes " + into.getOneofFieldDescriptor(field.getRealContainingOneof()).getName(),
          "leave out one of the two");
      return;
    }
    if (field.isMapField()) {
      map(field, node, into, path);
    } else if (field.isRepeated()) {
      if (node instanceof SequenceNode sequence) {
        for (int i = 0; i < sequence.getValue().size(); i++) {
          element(field, sequence.getValue().get(i), into, path + "[" + i + "]");
        }
      } else {
        wrong(node, path, "a list");
      }
    } else {
      Object value = single(field, node, into, path);
      if (value != null) {
        into.setField(field, value);
      }
    }
  }

  private void element(FieldDescriptor field, Node node, Message.Builder into, String path) {
    Object value = single(field, node, into, path);
    if (value != null) {
      into.addRepeatedField(field, value);
    }
  }

  private void map(FieldDescriptor field, Node node, Message.Builder into, String path) {
    if (!(node instanceof MappingNode mapping)) {
      wrong(node, path, "a mapping");
      return;
    }
    FieldDescriptor keys = field.getMessageType().findFieldByName("key");
    FieldDescriptor values = field.getMessageType().findFieldByName("value");
    for (NodeTuple tuple : mapping.getValue()) {
      Message.Builder entry = into.newBuilderForField(field);
      String inner = path + "." + NodeText.key(tuple);
      Object key = single(keys, tuple.getKeyNode(), entry, inner);
      Object value = single(values, tuple.getValueNode(), entry, inner);
      if (key != null && value != null) {
        into.addRepeatedField(field, entry.setField(keys, key).setField(values, value).build());
      }
    }
  }

  private @Nullable Object single(
      FieldDescriptor field, Node node, Message.Builder into, String path) {
    if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
      Message.Builder inner = into.newBuilderForField(field);
      read(node, inner, path);
      return inner.build();
    }
    if (!(node instanceof ScalarNode scalar)) {
      wrong(node, path, "a single value");
      return null;
    }
    try {
      return scalar(field, scalar.getValue());
    } catch (IllegalArgumentException refused) {
      wrong(node, path, expected(field));
      return null;
    }
  }

  private static Object scalar(FieldDescriptor field, String text) {
    return switch (field.getType()) {
      case STRING -> text;
      case BYTES -> ByteString.copyFrom(Base64.getDecoder().decode(text));
      case BOOL -> truth(text);
      case DOUBLE -> Double.parseDouble(text);
      case FLOAT -> Float.parseFloat(text);
      case INT32, SINT32, SFIXED32 -> Integer.parseInt(text);
      case INT64, SINT64, SFIXED64 -> Long.parseLong(text);
      case UINT32, FIXED32 -> Integer.parseUnsignedInt(text);
      case UINT64, FIXED64 -> Long.parseUnsignedLong(text);
      case ENUM -> enumerated(field, text);
      case MESSAGE, GROUP -> throw new IllegalArgumentException(text);
    };
  }

  private static boolean truth(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException(text);
    };
  }

  private static EnumValueDescriptor enumerated(FieldDescriptor field, String text) {
    EnumValueDescriptor byName = field.getEnumType().findValueByName(text);
    if (byName == null && !text.isEmpty() && text.chars().allMatch(Character::isDigit)) {
      byName = field.getEnumType().findValueByNumber(Integer.parseInt(text));
    }
    if (byName == null) {
      throw new IllegalArgumentException(text);
    }
    return byName;
  }

  private static String expected(FieldDescriptor field) {
    return switch (field.getType()) {
      case ENUM ->
          "one of "
              + String.join(
                  ", ",
                  field.getEnumType().getValues().stream()
                      .map(EnumValueDescriptor::getName)
                      .toList());
      case BOOL -> "true or false";
      case STRING -> "a string";
      case BYTES -> "base64";
      case DOUBLE, FLOAT -> "a number";
      case INT32, INT64, UINT32, UINT64, SINT32, SINT64, FIXED32, FIXED64, SFIXED32, SFIXED64 ->
          "a whole number";
      case MESSAGE, GROUP -> "a mapping";
    };
  }

  private void any(Node node, Message.Builder into, String path) {
    Optional<String> url = NodeText.entry(node, "@type");
    if (url.isEmpty()) {
      wrong(node, path, "a mapping with '@type'");
      return;
    }
    Optional<Message> type = MessageTypes.named(url.get());
    if (type.isEmpty()) {
      problem(
          node,
          Code.UNKNOWN_KIND,
          path,
          "unknown type " + url.get(),
          "Weft knows the types of Envoy's v3 API");
      return;
    }
    Message.Builder inner = DynamicMessage.newBuilder(type.get().getDescriptorForType());
    Node content = node;
    if (inner.getDescriptorForType().getFullName().startsWith("google.protobuf.")) {
      content = NodeText.value(node, "value").orElse(node);
    }
    read(content, inner, path);
    into.mergeFrom(MessageTypes.pack(inner.build()));
  }

  /// The types whose JSON is not a mapping of their fields. Most are wrappers and durations, which
  /// are read without the parser of JSON: only setting that up takes a proxy's start longer than
  /// reading all of its file.
  private void wellKnown(Node node, Message.Builder into, String path) {
    Descriptor type = into.getDescriptorForType();
    try {
      if (node instanceof ScalarNode scalar && type.getFile().equals(WRAPPERS)) {
        FieldDescriptor value = type.findFieldByName("value");
        into.setField(value, scalar(value, scalar.getValue()));
      } else if (node instanceof ScalarNode scalar && type.equals(Duration.getDescriptor())) {
        into.mergeFrom(Durations.parse(scalar.getValue()));
      } else {
        JsonFormat.parser().merge(NodeText.json(node, type), into);
      }
    } catch (InvalidProtocolBufferException | ParseException | IllegalArgumentException refused) {
      wrong(node, path, "a " + type.getName());
    }
  }

  private static @Nullable FieldDescriptor field(Descriptor type, String key) {
    FieldDescriptor byName = type.findFieldByName(key);
    if (byName != null) {
      return byName;
    }
    for (FieldDescriptor field : type.getFields()) {
      if (field.getJsonName().equals(key)) {
        return field;
      }
    }
    return null;
  }

  private static String nearest(Descriptor type, String key) {
    List<String> names = type.getFields().stream().map(FieldDescriptor::getName).toList();
    return NodeText.nearest(key, names)
        .map(name -> "did you mean '" + name + "'?")
        .orElse("its fields are " + String.join(", ", names));
  }

  private void wrong(Node node, String path, String expected) {
    problem(
        node,
        Code.WRONG_TYPE,
        path,
        NodeText.quoted(node) + " is not " + expected,
        "write " + expected);
  }

  private void problem(Node node, Code code, String path, String cause, String remedy) {
    problems.add(Problem.error(code, path, cause, remedy).at(place(node)));
  }

  private Position place(Node node) {
    return NodeText.position(file, node);
  }
}
