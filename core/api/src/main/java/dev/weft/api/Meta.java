package dev.weft.api;

import dev.weft.api.schema.Ordered;
import dev.weft.model.Labels;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What every resource says about itself (Kubernetes, `ObjectMeta`).
///
/// @param namespace empty for cluster-scoped kinds
/// @param created when the store took it in; resources from files usually lack it
/// @param resourceVersion opaque; empty for resources from files
/// @param owners what this was made by, such as the ReplicaSet of a Pod
public record Meta(
    String name,
    String namespace,
    Labels labels,
    Map<String, String> annotations,
    Optional<Instant> created,
    String resourceVersion,
    List<Owner> owners) {
  public Meta {
    annotations = Ordered.copyOf(annotations);
    owners = List.copyOf(owners);
  }

  /// Metadata without owners.
  public Meta(
      String name,
      String namespace,
      Labels labels,
      Map<String, String> annotations,
      Optional<Instant> created,
      String resourceVersion) {
    this(name, namespace, labels, annotations, created, resourceVersion, List.of());
  }

  /// The value of an annotation, or the empty string.
  public String annotation(String key) {
    return annotations.getOrDefault(key, "");
  }

  /// An object that made this one (Kubernetes, `OwnerReference`).
  public record Owner(String apiVersion, String kind, String name, boolean controller) {}
}
