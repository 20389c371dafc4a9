package dev.weft.api.meshconfig.provider;

import dev.weft.api.schema.Field;

/// A header's value, given or taken from the environment.
public sealed interface HeaderValue {
  @Field("value")
  record Given(String value) implements HeaderValue {}

  record EnvName(String value) implements HeaderValue {}
}
