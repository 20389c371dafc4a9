package dev.weft.controlplane.monitoring;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import dev.weft.xds.ResourceType;
import dev.weft.xds.Resources;
import dev.weft.xds.XdsResource;
import io.envoyproxy.envoy.admin.v3.ClustersConfigDump;
import io.envoyproxy.envoy.admin.v3.ConfigDump.Builder;
import io.envoyproxy.envoy.admin.v3.EndpointsConfigDump;
import io.envoyproxy.envoy.admin.v3.ListenersConfigDump;
import io.envoyproxy.envoy.admin.v3.RoutesConfigDump;
import io.envoyproxy.envoy.admin.v3.SecretsConfigDump;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import java.lang.reflect.InvocationTargetException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a client is to have, in the shape of Envoy's `/config_dump`. Private keys are blotted out.
final class ConfigDump {
  private static final ByteString BLOTTED = ByteString.copyFromUtf8("[redacted]");

  private ConfigDump() {}

  static String of(Resources resources) {
    ClustersConfigDump.Builder clusters = ClustersConfigDump.newBuilder();
    for (XdsResource each : of(resources, ResourceType.CLUSTER)) {
      clusters
          .addDynamicActiveClustersBuilder()
          .setVersionInfo(each.version())
          .setCluster(each.packed());
    }
    ListenersConfigDump.Builder listeners = ListenersConfigDump.newBuilder();
    for (XdsResource each : of(resources, ResourceType.LISTENER)) {
      listeners
          .addDynamicListenersBuilder()
          .setName(each.name())
          .getActiveStateBuilder()
          .setVersionInfo(each.version())
          .setListener(each.packed());
    }
    RoutesConfigDump.Builder routes = RoutesConfigDump.newBuilder();
    for (XdsResource each : of(resources, ResourceType.ROUTE)) {
      routes
          .addDynamicRouteConfigsBuilder()
          .setVersionInfo(each.version())
          .setRouteConfig(each.packed());
    }
    EndpointsConfigDump.Builder endpoints = EndpointsConfigDump.newBuilder();
    for (XdsResource each : of(resources, ResourceType.ENDPOINT)) {
      endpoints
          .addDynamicEndpointConfigsBuilder()
          .setVersionInfo(each.version())
          .setEndpointConfig(each.packed());
    }
    SecretsConfigDump.Builder secrets = SecretsConfigDump.newBuilder();
    for (XdsResource each : of(resources, ResourceType.SECRET)) {
      secrets
          .addDynamicActiveSecretsBuilder()
          .setName(each.name())
          .setVersionInfo(each.version())
          .setSecret(Any.pack(blotted(each.as(Secret.class))));
    }
    Builder dump = io.envoyproxy.envoy.admin.v3.ConfigDump.newBuilder();
    List.of(clusters.build(), listeners.build(), routes.build(), endpoints.build(), secrets.build())
        .forEach(part -> dump.addConfigs(Any.pack(part)));
    return print(dump.build());
  }

  private static Collection<XdsResource> of(Resources resources, ResourceType type) {
    return resources.of(type).values();
  }

  private static Secret blotted(Secret secret) {
    if (!secret.hasTlsCertificate()) {
      return secret;
    }
    Secret.Builder copy = secret.toBuilder();
    copy.getTlsCertificateBuilder().setPrivateKey(DataSource.newBuilder().setInlineBytes(BLOTTED));
    return copy.build();
  }

  private static String print(Message message) {
    Set<Descriptor> types = new HashSet<>();
    collect(message, types);
    TypeRegistry registry = TypeRegistry.newBuilder().add(types).build();
    try {
      return JsonFormat.printer()
          .usingTypeRegistry(registry)
          .preservingProtoFieldNames()
          .print(message);
    } catch (InvalidProtocolBufferException unknown) {
      throw new IllegalStateException("a type that this build does not know", unknown);
    }
  }

  /// Finds the types inside every `Any`.
  private static void collect(Message message, Set<Descriptor> types) {
    if (message instanceof Any any) {
      prototype(any.getTypeUrl())
          .ifPresent(type -> {
            types.add(type.getDescriptorForType());
            collect(parse(type, any), types);
          });
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

  private static Message parse(Message type, Any any) {
    try {
      return type.getParserForType().parseFrom(any.getValue());
    } catch (InvalidProtocolBufferException broken) {
      throw new IllegalStateException("broken " + any.getTypeUrl(), broken);
    }
  }

  private static Optional<Message> prototype(String typeUrl) {
    String name = typeUrl.substring(typeUrl.lastIndexOf('/') + 1);
    String type =
        name.startsWith("envoy.")
            ? "io.envoyproxy." + name
            : name.startsWith("google.protobuf.")
                ? "com." + name
                : name.startsWith("xds.") || name.startsWith("udpa.") ? "com.github." + name : name;
    try {
      return Class.forName(type).getMethod("getDefaultInstance").invoke(null) instanceof Message m
          ? Optional.of(m)
          : Optional.empty();
    } catch (ClassNotFoundException | NoSuchMethodException absent) {
      return Optional.empty();
    } catch (IllegalAccessException | InvocationTargetException broken) {
      throw new IllegalStateException("generated class " + type, broken);
    }
  }
}
