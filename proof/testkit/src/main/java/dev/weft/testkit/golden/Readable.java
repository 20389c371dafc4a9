package dev.weft.testkit.golden;

import com.google.protobuf.Any;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import dev.weft.xds.ResourceType;
import dev.weft.xds.Resources;
import dev.weft.xds.XdsResource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// Compiled resources as YAML, spelled as Envoy's documentation spells them.
public final class Readable {
  private Readable() {}

  static String of(Case golden) {
    Map<String, Object> proxies = new LinkedHashMap<>();
    golden
        .shows()
        .forEach((proxy, wanted) -> proxies.put(proxy, shown(golden.compile(proxy), wanted)));
    return CallsFile.dump(proxies);
  }

  private static Map<String, Object> shown(Resources resources, List<String> wanted) {
    Map<String, Object> shown = new LinkedHashMap<>();
    for (ResourceType type : ResourceType.values()) {
      for (XdsResource resource : resources.of(type).values()) {
        String name = type + " " + resource.name();
        if (wanted.isEmpty()
            || wanted.stream().anyMatch(each -> name.equals(each) || each.equals(type.name()))) {
          shown.put(name, tree(resource.message()));
        }
      }
    }
    for (String each : wanted) {
      boolean found = shown.keySet().stream().anyMatch(name -> name.startsWith(each));
      if (!found) {
        shown.put(each, "is not there");
      }
    }
    return shown;
  }

  private static Object tree(Message message) {
    return new Load(LoadSettings.builder().build()).loadFromString(json(message));
  }

  /// A message as JSON, with the content of every `Any` in it.
  public static String json(Message message) {
    Set<Descriptor> types = new HashSet<>();
    collect(message, types);
    try {
      return JsonFormat.printer()
          .usingTypeRegistry(TypeRegistry.newBuilder().add(types).build())
          .preservingProtoFieldNames()
          .print(message);
    } catch (InvalidProtocolBufferException unknown) {
      throw new IllegalStateException("a type that this build does not know", unknown);
    }
  }

  /// Finds the types inside every `Any`.
  private static void collect(Message message, Set<Descriptor> types) {
    if (message instanceof Any any) {
      Message content = unpack(any);
      types.add(content.getDescriptorForType());
      collect(content, types);
      return;
    }
    message
        .getAllFields()
        .forEach((field, value) -> {
          if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
            if (value instanceof List<?> list) {
              list.forEach(item -> collect((Message) item, types));
            } else {
              collect((Message) value, types);
            }
          }
        });
  }

  private static Message unpack(Any any) {
    String name = any.getTypeUrl().substring(any.getTypeUrl().lastIndexOf('/') + 1);
    String type =
        name.startsWith("envoy.")
            ? "io.envoyproxy." + name
            : name.replaceFirst("^google\\.", "com.google.");
    try {
      Message prototype =
          (Message) Class.forName(type).getMethod("getDefaultInstance").invoke(null);
      return prototype.getParserForType().parseFrom(any.getValue());
    } catch (ReflectiveOperationException | InvalidProtocolBufferException unknown) {
      throw new IllegalStateException("a type that this build does not know: " + name, unknown);
    }
  }
}
