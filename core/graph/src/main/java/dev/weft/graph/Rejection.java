package dev.weft.graph;

import dev.weft.model.Position;
import dev.weft.model.Problem;
import dev.weft.model.ResourceKey;
import dev.weft.model.Severity;
import dev.weft.xds.ResourceType;
import java.util.Optional;

/// A resource that was not linked; its previous version, where there was one, keeps serving.
///
/// @param field the path of the field at fault, such as `filter_chains[0].filters[1]`
/// @param cause a sentence without a full stop
/// @param remedy what to do, a sentence without a full stop
public record Rejection(ResourceType type, String name, String field, String cause, String remedy) {
  /// The same in the vocabulary of all problems.
  public Problem problem() {
    return new Problem(
        Problem.Code.REJECTED,
        Severity.ERROR,
        Optional.of(new ResourceKey(type.typeUrl(), "", name)),
        field,
        Position.NONE,
        cause,
        remedy);
  }

  /// `TYPE NAME: FIELD: cause; remedy`, the text of a NACK.
  @Override
  public String toString() {
    return type + " " + name + ": " + (field.isEmpty() ? "" : field + ": ") + cause + "; " + remedy;
  }
}
