package dev.weft.api.requestauthentication;

import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Spec;
import dev.weft.api.schema.Verified;
import dev.weft.api.selection.LabelSelector;
import dev.weft.api.selection.PolicyTargetReference;
import dev.weft.api.selection.Targets;
import java.util.List;
import java.util.Optional;

/// Which JSON web tokens a workload accepts (Istio, "RequestAuthentication").
public record RequestAuthentication(
    Optional<LabelSelector> selector,
    Optional<PolicyTargetReference> targetRef,
    List<PolicyTargetReference> targetRefs,
    List<JwtRule> jwtRules)
    implements Spec, Verified {
  public RequestAuthentication {
    targetRefs = List.copyOf(targetRefs);
    jwtRules = List.copyOf(jwtRules);
  }

  @Override
  public void verify(Findings findings) {
    Targets.exclusive(findings, selector, targetRef, targetRefs);
  }
}
