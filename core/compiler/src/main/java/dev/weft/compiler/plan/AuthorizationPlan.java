package dev.weft.compiler.plan;

import java.util.List;
import java.util.Optional;

/// Who may use a chain (Envoy's RBAC filters).
///
/// @param requests the gates that each request passes, in order
/// @param connections the gates that each connection passes where bytes are relayed, in order
public record AuthorizationPlan(List<Gate> requests, List<Gate> connections) {
  /// Everybody may do everything.
  public static final AuthorizationPlan NONE = new AuthorizationPlan(List.of(), List.of());

  public AuthorizationPlan {
    requests = List.copyOf(requests);
    connections = List.copyOf(connections);
  }

  /// All policies of one action.
  ///
  /// @param enforced absent when no policy of this action is in force; present and empty, nothing
  ///   is allowed, denied or noted
  /// @param tried those of a dry run, likewise
  public record Gate(Action action, Optional<List<Policy>> enforced, Optional<List<Policy>> tried) {
    public Gate {
      enforced = enforced.map(List::copyOf);
      tried = tried.map(List::copyOf);
    }
  }

  /// What a gate does with what matches one of its policies.
  public enum Action {
    AUDIT,
    DENY,
    ALLOW
  }

  /// One rule: it matches when a permission and a principal do.
  ///
  /// @param name such as `ns[default]-policy[viewers]-rule[0]`
  public record Policy(String name, List<Permission> permissions, List<Principal> principals) {
    public Policy {
      permissions = List.copyOf(permissions);
      principals = List.copyOf(principals);
    }
  }
}
