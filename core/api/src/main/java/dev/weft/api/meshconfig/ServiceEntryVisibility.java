package dev.weft.api.meshconfig;

import dev.weft.api.selection.SetSelector;
import java.util.List;
import java.util.Optional;

/// Caps how far service entries are seen.
public record ServiceEntryVisibility(
    Visibility defaultVisibility, boolean applyToSidecars, List<Policy> policies) {
  public ServiceEntryVisibility {
    policies = List.copyOf(policies);
  }

  /// One of the values that the API has; the first is the default.
  public enum Visibility {
    VISIBILITY_UNSPECIFIED,
    NONE,
    NAMESPACE,
    PUBLIC
  }

  /// The cap for some namespaces.
  public record Policy(Visibility visibility, List<MatchRule> matchingRules) {
    public Policy {
      matchingRules = List.copyOf(matchingRules);
    }
  }

  /// Which namespaces.
  public record MatchRule(Optional<SetSelector> namespaceSelector) {}
}
