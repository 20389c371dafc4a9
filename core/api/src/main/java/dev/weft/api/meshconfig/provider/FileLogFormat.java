package dev.weft.api.meshconfig.provider;

import dev.weft.api.schema.Field;
import dev.weft.api.schema.Value;

/// The form of a line in an access log.
public sealed interface FileLogFormat {
  @Field("text")
  record Line(String value) implements FileLogFormat {}

  record Labels(Value value) implements FileLogFormat {}
}
