package dev.weft.api.kubernetes;

import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Names;
import dev.weft.api.schema.Ordered;
import dev.weft.api.schema.Value;
import dev.weft.api.schema.Verified;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The metadata of an object as it is written (Kubernetes, meta/v1 ObjectMeta).
public record ObjectMeta(
    String name,
    String generateName,
    String namespace,
    Map<String, String> labels,
    Map<String, String> annotations,
    String creationTimestamp,
    String resourceVersion,
    List<OwnerReference> ownerReferences,
    String uid,
    Optional<Value> generation,
    Optional<Value> deletionTimestamp,
    Optional<Value> deletionGracePeriodSeconds,
    Optional<Value> finalizers,
    Optional<Value> managedFields,
    Optional<Value> selfLink,
    Optional<Value> clusterName)
    implements Verified {
  public ObjectMeta {
    labels = Ordered.copyOf(labels);
    annotations = Ordered.copyOf(annotations);
    ownerReferences = List.copyOf(ownerReferences);
  }

  /// When the object was made, if that is written and readable.
  public Optional<Instant> created() {
    if (creationTimestamp.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(OffsetDateTime.parse(creationTimestamp).toInstant());
    } catch (DateTimeException e) {
      // Said by verify; here it is the same as not written.
      return Optional.empty();
    }
  }

  @Override
  public void verify(Findings findings) {
    if (!name.isEmpty()) {
      Names.subdomain(name)
          .ifPresent(cause -> findings.at("name").invalid(cause, "rename the resource"));
    }
    if (!namespace.isEmpty()) {
      Names.label(namespace)
          .ifPresent(cause -> findings.at("namespace").invalid(cause, "name another namespace"));
    }
    if (!creationTimestamp.isEmpty() && created().isEmpty()) {
      findings
          .at("creationTimestamp")
          .invalid(
              "'" + creationTimestamp + "' is not a time",
              "write it as 2026-01-31T10:00:00Z, or remove it");
    }
    labels.forEach((key, value) -> label(findings.at("labels").key(key), key, value));
  }

  private static void label(Findings findings, String key, String value) {
    Names.labelKey(key)
        .ifPresent(cause -> findings.invalid(cause, "use letters, digits, '-', '_' and '.'"));
    Names.labelValue(value)
        .ifPresent(
            cause -> findings.invalid(cause, "use up to 63 letters, digits, '-', '_' and '.'"));
  }

  /// An object that made this one.
  public record OwnerReference(
      String apiVersion,
      String kind,
      String name,
      String uid,
      boolean controller,
      boolean blockOwnerDeletion) {}
}
