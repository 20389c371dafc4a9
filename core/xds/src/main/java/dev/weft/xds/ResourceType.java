package dev.weft.xds;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import java.util.Optional;

/// The kinds of resource that Weft's control plane and proxy exchange. The order of declaration is
/// the order in which changes are pushed, so that nothing refers to what is not there yet.
public enum ResourceType {
  CLUSTER(Cluster.getDefaultInstance(), "name"),
  ENDPOINT(ClusterLoadAssignment.getDefaultInstance(), "cluster_name"),
  LISTENER(Listener.getDefaultInstance(), "name"),
  ROUTE(RouteConfiguration.getDefaultInstance(), "name"),
  SECRET(Secret.getDefaultInstance(), "name"),
  EXTENSION_CONFIG(TypedExtensionConfig.getDefaultInstance(), "name"),
  /// One table without a name, which agents ask for to answer DNS.
  NAME_TABLE(NameTable.prototype(), "");

  private final Message prototype;
  private final String nameField;
  private final String typeUrl;

  ResourceType(Message prototype, String nameField) {
    this.prototype = prototype;
    this.nameField = nameField;
    this.typeUrl = "type.googleapis.com/" + prototype.getDescriptorForType().getFullName();
  }

  /// The type with this URL; absent when Weft does not serve it.
  public static Optional<ResourceType> of(String typeUrl) {
    for (ResourceType type : values()) {
      if (type.typeUrl.equals(typeUrl)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /// As in `type.googleapis.com/envoy.config.cluster.v3.Cluster`.
  public String typeUrl() {
    return typeUrl;
  }

  /// Whether a subscription that names nothing asks for everything: so for listeners, clusters and
  /// the name table.
  public boolean wildcard() {
    return this == CLUSTER || this == LISTENER || this == NAME_TABLE;
  }

  /// The name that a resource of this type carries in itself; empty for the one name table.
  ///
  /// @throws IllegalArgumentException when the message is of another type
  public String nameOf(Message message) {
    if (message.getDescriptorForType() != prototype.getDescriptorForType()) {
      throw new IllegalArgumentException(
          message.getDescriptorForType().getFullName() + " is no " + this);
    }
    if (nameField.isEmpty()) {
      return "";
    }
    return (String) message.getField(prototype.getDescriptorForType().findFieldByName(nameField));
  }

  /// Decodes the value of an `Any` whose URL is [#typeUrl()].
  ///
  /// @throws InvalidProtocolBufferException when the bytes are not such a message
  public Message parse(ByteString bytes) throws InvalidProtocolBufferException {
    return prototype.getParserForType().parseFrom(bytes);
  }
}
