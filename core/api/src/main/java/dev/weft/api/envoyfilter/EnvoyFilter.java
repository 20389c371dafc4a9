package dev.weft.api.envoyfilter;

import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Spec;
import dev.weft.api.schema.Verified;
import dev.weft.api.selection.PolicyTargetReference;
import dev.weft.api.selection.WorkloadSelector;
import java.util.List;
import java.util.Optional;

/// Patches to the configuration that is sent to proxies (Istio, "EnvoyFilter").
public record EnvoyFilter(
    Optional<WorkloadSelector> workloadSelector,
    List<PolicyTargetReference> targetRefs,
    List<ConfigPatch> configPatches,
    int priority)
    implements Spec, Verified {
  public EnvoyFilter {
    targetRefs = List.copyOf(targetRefs);
    configPatches = List.copyOf(configPatches);
  }

  @Override
  public void verify(Findings findings) {
    if (workloadSelector.isPresent() && !targetRefs.isEmpty()) {
      findings.conflict(
          "'workloadSelector' and 'targetRefs' exclude one another", "keep one of them");
    }
  }
}
