package dev.weft.graph.edit;

import dev.weft.graph.exchange.HeaderEdit;
import java.util.List;

/// The header edits of one level: first what is removed, then what is added (as in Envoy, so that a
/// header can be replaced).
public record Edits(List<HeaderEdit> removals, List<Addition> additions) {
  public static final Edits NONE = new Edits(List.of(), List.of());

  public Edits {
    removals = List.copyOf(removals);
    additions = List.copyOf(additions);
  }

  /// @param fixed the finished edit when the value is constant, else a model of it without value
  /// @param keepEmpty whether an empty value is added too
  public record Addition(HeaderEdit fixed, Template value, boolean keepEmpty) {}

  public boolean isEmpty() {
    return removals.isEmpty() && additions.isEmpty();
  }

  /// Appends this level's edits for one request.
  public void addTo(List<HeaderEdit> edits, Facts facts) {
    edits.addAll(removals);
    for (Addition addition : additions) {
      if (addition.value().constant()) {
        edits.add(addition.fixed());
      } else {
        String value = addition.value().text(facts);
        if (!value.isEmpty() || addition.keepEmpty()) {
          HeaderEdit model = addition.fixed();
          edits.add(new HeaderEdit(model.action(), model.name(), value));
        }
      }
    }
  }
}
