package dev.weft.api.envoyfilter;

import dev.weft.api.schema.Value;
import java.util.Optional;

/// What to do to the object (Istio, "EnvoyFilter.Patch").
public record Patch(Operation operation, Optional<Value> value, FilterClass filterClass) {
  /// One of the values that the API has; the first is the default.
  public enum Operation {
    INVALID,
    MERGE,
    ADD,
    REMOVE,
    INSERT_BEFORE,
    INSERT_AFTER,
    INSERT_FIRST,
    REPLACE,
    MERGE_AND_REPLACE_LIST
  }

  /// One of the values that the API has; the first is the default.
  public enum FilterClass {
    UNSPECIFIED,
    AUTHN,
    AUTHZ,
    STATS
  }
}
