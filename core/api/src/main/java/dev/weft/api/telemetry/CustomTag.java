package dev.weft.api.telemetry;

import dev.weft.api.schema.Field;
import dev.weft.api.schema.Required;

/// A tag that is added to spans (Istio, "Tracing.CustomTag").
public sealed interface CustomTag {
  record Literal(@Required @Field("value") String text) implements CustomTag {}

  record Environment(@Required String name, String defaultValue) implements CustomTag {}

  record Header(@Required String name, String defaultValue) implements CustomTag {}

  record Formatter(@Required @Field("value") String text) implements CustomTag {}
}
