package dev.weft.lab.topology;

import dev.weft.api.schema.Field;

/// Whose proxy carries a workload's traffic.
public enum DataPlane {
  @Field("weft")
  WEFT,
  @Field("envoy")
  ENVOY;

  /// As written in a lab file and on command lines.
  @Override
  public String toString() {
    return this == WEFT ? "weft" : "envoy";
  }
}
