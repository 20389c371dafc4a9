package dev.weft.api.selection;

import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Names;
import dev.weft.api.schema.Ordered;
import dev.weft.api.schema.Verified;
import dev.weft.model.Problem;
import java.util.Map;

/// Chooses workloads by labels, all of which must match (Istio networking, `WorkloadSelector` with
/// `labels`).
public record WorkloadSelector(Map<String, String> labels) implements Verified {
  public WorkloadSelector {
    labels = Ordered.copyOf(labels);
  }

  @Override
  public void verify(Findings findings) {
    labels(findings.at("labels"), labels);
    if (labels.isEmpty()) {
      findings.warning(
          Problem.Code.INVALID_VALUE,
          "the selector has no labels, so it selects everything",
          "add 'labels', or remove the selector");
    }
  }

  static void labels(Findings findings, Map<String, String> labels) {
    labels.forEach((key, value) -> {
      if (key.contains("*") || value.contains("*")) {
        findings
            .key(key)
            .invalid(
                "'" + key + "=" + value + "' has a wildcard", "selectors compare for equality");
      } else {
        Expect.name(findings.key(key), Names.labelKey(key), "use the key of a label");
        Expect.name(findings.key(key), Names.labelValue(value), "use the value of a label");
      }
    });
  }
}
