package dev.weft.api.telemetry;

import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Ordered;
import dev.weft.api.schema.Verified;
import java.util.Map;
import java.util.Optional;

/// Changes of some metrics (Istio, "MetricsOverrides").
public record MetricsOverrides(
    Optional<MetricSelector> match,
    Optional<Boolean> disabled,
    Map<String, TagOverride> tagOverrides) {
  public MetricsOverrides {
    tagOverrides = Ordered.copyOf(tagOverrides);
  }

  /// A change of one label.
  public record TagOverride(Operation operation, String value) implements Verified {
    @Override
    public void verify(Findings findings) {
      if (operation == Operation.UPSERT && value.isEmpty()) {
        findings.at("value").missing("UPSERT needs a value", "write an expression");
      }
      if (operation == Operation.REMOVE && !value.isEmpty()) {
        findings.at("value").conflict("REMOVE has no value", "remove 'value', or use UPSERT");
      }
    }
  }

  /// One of the values that the API has; the first is the default.
  public enum Operation {
    UPSERT,
    REMOVE
  }
}
