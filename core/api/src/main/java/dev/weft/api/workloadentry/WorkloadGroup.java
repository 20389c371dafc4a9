package dev.weft.api.workloadentry;

import dev.weft.api.schema.Findings;
import dev.weft.api.schema.LabelRules;
import dev.weft.api.schema.Ordered;
import dev.weft.api.schema.Required;
import dev.weft.api.schema.Spec;
import dev.weft.api.schema.Verified;
import java.util.Map;
import java.util.Optional;

/// A template for workload entries that register themselves (Istio, "WorkloadGroup").
public record WorkloadGroup(
    Optional<Metadata> metadata, @Required WorkloadEntry template, Optional<ReadinessProbe> probe)
    implements Spec {
  /// Labels and annotations of the entries made.
  public record Metadata(Map<String, String> labels, Map<String, String> annotations)
      implements Verified {
    public Metadata {
      labels = Ordered.copyOf(labels);
      annotations = Ordered.copyOf(annotations);
    }

    @Override
    public void verify(Findings findings) {
      LabelRules.verify(findings.at("labels"), labels);
    }
  }
}
