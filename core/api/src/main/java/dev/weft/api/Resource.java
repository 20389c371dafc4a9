package dev.weft.api;

import dev.weft.api.schema.Spec;
import dev.weft.api.yaml.JsonText;
import dev.weft.api.yaml.YamlText;
import dev.weft.model.Position;
import dev.weft.model.ResourceKey;
import dev.weft.model.Rule;
import java.util.Optional;

/// A valid resource: what it says, and where it was written.
///
/// @param apiVersion the group and version it was written in; the spec is the same in all of them
public record Resource<S extends Spec>(
    Kind kind, String apiVersion, Meta meta, S spec, Origin origin) {
  public ResourceKey key() {
    return new ResourceKey(kind.label(), meta.namespace(), meta.name());
  }

  /// The place of a field, or of the nearest field around it that was written.
  public Position position(String path) {
    return origin.position(path);
  }

  /// The field as the decider of something.
  public Rule rule(String path) {
    return new Rule(key(), path);
  }

  /// Whether the other says the same, wherever it was written.
  public boolean says(Resource<?> other) {
    return kind == other.kind && meta.equals(other.meta) && spec.equals(other.spec);
  }

  /// This resource with its type, when its spec is of that type.
  public <T extends Spec> Optional<Resource<T>> as(Class<T> type) {
    return type.isInstance(spec)
        ? Optional.of(new Resource<>(kind, apiVersion, meta, type.cast(spec), origin))
        : Optional.empty();
  }

  /// The document as it was written, as YAML of one form.
  public String yaml() {
    return YamlText.of(origin.document());
  }

  /// The document as it was written, as JSON.
  public String json() {
    return JsonText.of(origin.document());
  }
}
