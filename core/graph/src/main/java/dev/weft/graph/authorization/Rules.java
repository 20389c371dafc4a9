package dev.weft.graph.authorization;

import java.util.List;
import java.util.Optional;

/// Policies with one action. A request is refused when it matches a policy of [Action#DENY], or
/// none of [Action#ALLOW].
public record Rules(Action action, List<Policy> policies) {
  public Rules {
    policies = List.copyOf(policies);
  }

  public enum Action {
    ALLOW,
    DENY,
    LOG
  }

  /// @param condition permission and principal together
  public record Policy(String name, Condition condition) {}

  /// Why the subject is refused, in Envoy's words for response code details; empty when it is not.
  public Optional<String> refusal(Subject subject) {
    if (action == Action.LOG) {
      return Optional.empty();
    }
    for (Policy policy : policies) {
      if (policy.condition().holds(subject)) {
        return action == Action.DENY
            ? Optional.of("rbac_access_denied_matched_policy[" + policy.name() + "]")
            : Optional.empty();
      }
    }
    return action == Action.ALLOW
        ? Optional.of("rbac_access_denied_matched_policy[none]")
        : Optional.empty();
  }
}
