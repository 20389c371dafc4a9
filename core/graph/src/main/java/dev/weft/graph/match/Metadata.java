package dev.weft.graph.match;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.weft.model.Rule;
import java.util.Map;
import java.util.Optional;

/// The `filter_metadata` of a route, cluster or endpoint. Refers to the message it was read from,
/// so that it costs next to nothing.
public final class Metadata {
  private static final Struct ABSENT = Struct.getDefaultInstance();
  private static final Value NOTHING = Value.getDefaultInstance();

  public static final Metadata NONE = new Metadata(Map.of());

  private final io.envoyproxy.envoy.config.core.v3.Metadata message;

  public Metadata(io.envoyproxy.envoy.config.core.v3.Metadata message) {
    this.message = message;
  }

  public Metadata(Map<String, Struct> namespaces) {
    this(
        io.envoyproxy.envoy.config.core.v3.Metadata.newBuilder()
            .putAllFilterMetadata(namespaces)
            .build());
  }

  /// By the name of the filter that they are for.
  public Map<String, Struct> namespaces() {
    return message.getFilterMetadataMap();
  }

  /// A text value, or the empty string when it is absent or no text.
  public String text(String namespace, String key) {
    return message
        .getFilterMetadataOrDefault(namespace, ABSENT)
        .getFieldsOrDefault(key, NOTHING)
        .getStringValue();
  }

  /// What decided the piece that carries this metadata, as the compiler noted it.
  public Optional<Rule> rule() {
    String text = text("weft", "rule");
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(Rule.parse(text));
    } catch (IllegalArgumentException notOurs) {
      return Optional.empty();
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Metadata that && message.equals(that.message);
  }

  @Override
  public int hashCode() {
    return message.hashCode();
  }

  @Override
  public String toString() {
    return "Metadata" + message.getFilterMetadataMap().keySet();
  }
}
