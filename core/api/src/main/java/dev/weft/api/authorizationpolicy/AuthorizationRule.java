package dev.weft.api.authorizationpolicy;

import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Verified;
import java.util.List;
import java.util.Optional;

/// Matches when a source, an operation and every condition match (Istio, "Rule").
public record AuthorizationRule(List<From> from, List<To> to, List<Condition> when) {
  public AuthorizationRule {
    from = List.copyOf(from);
    to = List.copyOf(to);
    when = List.copyOf(when);
  }

  /// A source, wrapped.
  public record From(Optional<Source> source) implements Verified {
    @Override
    public void verify(Findings findings) {
      if (source.isEmpty()) {
        findings.missing("'source' is missing", "write what the source must be");
      }
    }
  }

  /// An operation, wrapped.
  public record To(Optional<Operation> operation) implements Verified {
    @Override
    public void verify(Findings findings) {
      if (operation.isEmpty()) {
        findings.missing("'operation' is missing", "write what the operation must be");
      }
    }
  }
}
