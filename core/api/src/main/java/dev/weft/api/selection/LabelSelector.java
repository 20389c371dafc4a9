package dev.weft.api.selection;

import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Ordered;
import dev.weft.api.schema.Verified;
import dev.weft.model.Problem;
import java.util.Map;

/// Chooses workloads by labels, all of which must match (Istio, type `WorkloadSelector` with
/// `matchLabels`; also Kubernetes' `LabelSelector`).
public record LabelSelector(Map<String, String> matchLabels) implements Verified {
  public LabelSelector {
    matchLabels = Ordered.copyOf(matchLabels);
  }

  @Override
  public void verify(Findings findings) {
    WorkloadSelector.labels(findings.at("matchLabels"), matchLabels);
    if (matchLabels.isEmpty()) {
      findings.warning(
          Problem.Code.INVALID_VALUE,
          "the selector has no labels, so it selects everything",
          "add 'matchLabels', or remove the selector");
    }
  }
}
