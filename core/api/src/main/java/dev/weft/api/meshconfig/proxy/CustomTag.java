package dev.weft.api.meshconfig.proxy;

import dev.weft.api.schema.Field;
import dev.weft.api.schema.Required;

/// A tag that is added to spans.
public sealed interface CustomTag {
  record Literal(@Field("value") String text) implements CustomTag {}

  record Environment(@Required String name, String defaultValue) implements CustomTag {}

  record Header(@Required String name, String defaultValue) implements CustomTag {}
}
