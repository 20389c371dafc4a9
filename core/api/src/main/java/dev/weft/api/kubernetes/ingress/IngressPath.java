package dev.weft.api.kubernetes.ingress;

import dev.weft.api.schema.Field;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Required;
import dev.weft.api.schema.Verified;

/// A path and where its requests go.
///
/// @param path begins with `/`; may be empty where the controller decides
public record IngressPath(String path, PathType pathType, @Required IngressBackend backend)
    implements Verified {
  /// How a path is compared.
  public enum PathType {
    /// As the controller does it.
    @Field("ImplementationSpecific")
    IMPLEMENTATION_SPECIFIC,
    /// The very same, case and all.
    @Field("Exact")
    EXACT,
    /// By its elements: `/a` takes `/a` and `/a/b`, not `/ab`.
    @Field("Prefix")
    PREFIX;

    /// As written.
    @Override
    public String toString() {
      return switch (this) {
        case IMPLEMENTATION_SPECIFIC -> "ImplementationSpecific";
        case EXACT -> "Exact";
        case PREFIX -> "Prefix";
      };
    }
  }

  @Override
  public void verify(Findings findings) {
    boolean free = pathType == PathType.IMPLEMENTATION_SPECIFIC;
    if (!path.startsWith("/") && !(free && path.isEmpty())) {
      findings
          .at("path")
          .invalid("'" + path + "' does not begin with '/'", "write '/" + path + "'");
    }
    if (!free && (path.contains("//") || path.contains("/../") || path.contains("/./"))) {
      findings
          .at("path")
          .invalid("'" + path + "' is not a plain path", "remove '//', '/./' and '/../'");
    }
  }
}
