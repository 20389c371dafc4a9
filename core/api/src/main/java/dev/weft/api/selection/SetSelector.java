package dev.weft.api.selection;

import dev.weft.api.schema.Ordered;
import dev.weft.api.schema.Required;
import java.util.List;
import java.util.Map;

/// Chooses objects by labels and by expressions over labels, all of which must match (Kubernetes,
/// `LabelSelector`).
public record SetSelector(Map<String, String> matchLabels, List<Requirement> matchExpressions) {
  public SetSelector {
    matchLabels = Ordered.copyOf(matchLabels);
    matchExpressions = List.copyOf(matchExpressions);
  }

  /// One expression; the operator is `In`, `NotIn`, `Exists` or `DoesNotExist`.
  public record Requirement(@Required String key, @Required String operator, List<String> values) {
    public Requirement {
      values = List.copyOf(values);
    }
  }
}
