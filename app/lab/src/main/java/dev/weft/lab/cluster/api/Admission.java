package dev.weft.lab.cluster.api;

import dev.weft.lab.cluster.store.Ref;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// Completes or refuses an object before it is kept.
@FunctionalInterface
public interface Admission {
  /// @param earlier what is kept under the name now
  /// @return what is to be kept; may be the given object, changed
  /// @throws ApiRefusal when it cannot be kept
  ObjectNode admit(Ref ref, ObjectNode object, Optional<ObjectNode> earlier) throws ApiRefusal;
}
