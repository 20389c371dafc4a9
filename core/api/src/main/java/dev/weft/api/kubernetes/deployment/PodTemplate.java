package dev.weft.api.kubernetes.deployment;

import dev.weft.api.kubernetes.PodSpec;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.LabelRules;
import dev.weft.api.schema.Ordered;
import dev.weft.api.schema.Verified;
import java.util.Map;
import java.util.Optional;

/// What each pod is made from.
public record PodTemplate(Optional<TemplateMetadata> metadata, Optional<PodSpec> spec) {
  /// Labels and annotations of the pods made.
  public record TemplateMetadata(Map<String, String> labels, Map<String, String> annotations)
      implements Verified {
    public TemplateMetadata {
      labels = Ordered.copyOf(labels);
      annotations = Ordered.copyOf(annotations);
    }

    @Override
    public void verify(Findings findings) {
      LabelRules.verify(findings.at("labels"), labels);
    }
  }
}
