package dev.weft.api.authorizationpolicy;

import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Spec;
import dev.weft.api.schema.Verified;
import dev.weft.api.selection.LabelSelector;
import dev.weft.api.selection.PolicyTargetReference;
import dev.weft.api.selection.Targets;
import dev.weft.model.Problem;
import java.util.List;
import java.util.Optional;

/// Who may call what (Istio, "AuthorizationPolicy"). Allows nothing when it has no rules.
public record AuthorizationPolicy(
    Optional<LabelSelector> selector,
    Optional<PolicyTargetReference> targetRef,
    List<PolicyTargetReference> targetRefs,
    List<AuthorizationRule> rules,
    Action action,
    Optional<ExtensionProvider> provider)
    implements Spec, Verified {
  public AuthorizationPolicy {
    targetRefs = List.copyOf(targetRefs);
    rules = List.copyOf(rules);
  }

  @Override
  public void verify(Findings findings) {
    Targets.exclusive(findings, selector, targetRef, targetRefs);
    boolean named = provider.filter(one -> !one.name().isEmpty()).isPresent();
    switch (action) {
      case CUSTOM -> {
        if (rules.isEmpty()) {
          findings.missing(
              "a CUSTOM policy without rules is never asked", "add a rule, as in '{}'");
        }
        if (!named) {
          findings
              .at("provider")
              .missing("a CUSTOM policy names no provider", "write 'provider.name'");
        }
        findings
            .at("action")
            .warning(
                Problem.Code.NOT_YET_EFFECTIVE,
                "no provider is asked yet, so whatever matches a CUSTOM policy is denied",
                "use DENY and ALLOW where their conditions are enough");
      }
      case DENY -> {
        if (rules.isEmpty()) {
          findings.missing("a DENY policy without rules denies nothing", "add a rule, as in '{}'");
        }
      }
      case ALLOW, AUDIT -> {}
    }
    if (provider.isPresent() && action != Action.CUSTOM) {
      findings
          .at("provider")
          .conflict("a policy with action " + action + " asks no provider", "use CUSTOM");
    }
  }

  /// One of the values that the API has; the first is the default.
  public enum Action {
    ALLOW,
    DENY,
    AUDIT,
    CUSTOM
  }

  /// Names the provider that decides.
  public record ExtensionProvider(String name) {}
}
