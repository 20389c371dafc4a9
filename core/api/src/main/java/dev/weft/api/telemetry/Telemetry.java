package dev.weft.api.telemetry;

import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Spec;
import dev.weft.api.schema.Verified;
import dev.weft.api.selection.LabelSelector;
import dev.weft.api.selection.PolicyTargetReference;
import dev.weft.api.selection.Targets;
import java.util.List;
import java.util.Optional;

/// What proxies report (Istio, "Telemetry").
public record Telemetry(
    Optional<LabelSelector> selector,
    Optional<PolicyTargetReference> targetRef,
    List<PolicyTargetReference> targetRefs,
    List<Tracing> tracing,
    List<Metrics> metrics,
    List<AccessLogging> accessLogging)
    implements Spec, Verified {
  public Telemetry {
    targetRefs = List.copyOf(targetRefs);
    tracing = List.copyOf(tracing);
    metrics = List.copyOf(metrics);
    accessLogging = List.copyOf(accessLogging);
  }

  @Override
  public void verify(Findings findings) {
    Targets.exclusive(findings, selector, targetRef, targetRefs);
  }
}
