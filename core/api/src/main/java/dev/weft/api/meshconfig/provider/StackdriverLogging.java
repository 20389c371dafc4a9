package dev.weft.api.meshconfig.provider;

import dev.weft.api.schema.Ordered;
import java.util.Map;

/// Labels of log entries.
public record StackdriverLogging(Map<String, String> labels) {
  public StackdriverLogging {
    labels = Ordered.copyOf(labels);
  }
}
