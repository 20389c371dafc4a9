package dev.weft.proxy.bootstrap;

import com.google.protobuf.Any;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import java.lang.reflect.InvocationTargetException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Every message type that may stand in an `Any`: all extensions that the API jar has, found by
/// name when first met, so that starting does not load thousands of classes.
public final class MessageTypes {
  private static final String PREFIX = "type.googleapis.com/";

  /// Where each protocol buffer package's classes are.
  private static final List<String[]> PACKAGES =
      List.of(
          new String[] {"envoy.", "io.envoyproxy.envoy."},
          new String[] {"google.protobuf.", "com.google.protobuf."},
          new String[] {"xds.", "com.github.xds."},
          new String[] {"udpa.", "com.github.udpa.udpa."},
          new String[] {"opentelemetry.", "io.opentelemetry."});

  private MessageTypes() {}

  /// The type that a URL such as `type.googleapis.com/envoy.config.cluster.v3.Cluster` names;
  /// absent when there is none.
  public static Optional<Message> named(String typeUrl) {
    String full = typeUrl.substring(typeUrl.lastIndexOf('/') + 1);
    for (String[] entry : PACKAGES) {
      if (full.startsWith(entry[0])) {
        return load(entry[1] + full.substring(entry[0].length()));
      }
    }
    return Optional.empty();
  }

  private static Optional<Message> load(String className) {
    try {
      Class<?> type = Class.forName(className);
      return type.getMethod("getDefaultInstance").invoke(null) instanceof Message message
          ? Optional.of(message)
          : Optional.empty();
    } catch (ClassNotFoundException absent) {
      int dot = className.lastIndexOf('.');
      int outer = className.lastIndexOf('.', dot - 1) + 1;
      boolean nested = dot > outer && Character.isUpperCase(className.charAt(outer));
      return nested
          ? load(className.substring(0, dot) + "$" + className.substring(dot + 1))
          : Optional.empty();
    } catch (NoSuchMethodException noMessage) {
      return Optional.empty();
    } catch (IllegalAccessException | InvocationTargetException broken) {
      throw new IllegalStateException("generated class " + className, broken);
    }
  }

  /// A message packed under its URL.
  public static Any pack(Message message) {
    return Any.newBuilder()
        .setTypeUrl(PREFIX + message.getDescriptorForType().getFullName())
        .setValue(message.toByteString())
        .build();
  }

  /// A printer that spells fields as the proto files do (as Envoy's admin does) and knows every
  /// type that `message` contains, at any depth.
  public static JsonFormat.Printer printer(Message message) {
    Map<String, Message> found = new HashMap<>();
    gather(message, found);
    TypeRegistry.Builder registry = TypeRegistry.newBuilder();
    found.values().forEach(each -> registry.add(each.getDescriptorForType()));
    return JsonFormat.printer().usingTypeRegistry(registry.build()).preservingProtoFieldNames();
  }

  private static void gather(Message message, Map<String, Message> found) {
    if (message instanceof Any any) {
      Optional<Message> type = named(any.getTypeUrl());
      if (type.isPresent()) {
        found.put(any.getTypeUrl(), type.get());
        try {
          gather(type.get().getParserForType().parseFrom(any.getValue()), found);
        } catch (InvalidProtocolBufferException broken) {
          found.put(any.getTypeUrl(), type.get());
        }
      }
      return;
    }
    if (message instanceof DynamicMessage) {
      return;
    }
    for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
      if (field.getKey().getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
        continue;
      }
      if (field.getValue() instanceof List<?> list) {
        list.forEach(each -> gather((Message) each, found));
      } else {
        gather((Message) field.getValue(), found);
      }
    }
  }
}
