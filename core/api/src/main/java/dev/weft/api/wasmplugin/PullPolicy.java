package dev.weft.api.wasmplugin;

import dev.weft.api.schema.Field;

/// When to pull an image again (Istio, "PullPolicy").
public enum PullPolicy {
  UNSPECIFIED_POLICY,
  @Field("IfNotPresent")
  IF_NOT_PRESENT,
  @Field("Always")
  ALWAYS
}
