package dev.weft.world;

import dev.weft.api.Resource;
import dev.weft.model.Problem;
import dev.weft.model.ResourceKey;
import dev.weft.world.registry.Instance;
import java.util.List;

/// One thing that became different in the mesh.
public sealed interface Change {
  /// A valid resource that is new or says something new.
  record Put(Resource<?> resource) implements Change {}

  /// A resource that is gone.
  record Gone(ResourceKey key) implements Change {}

  /// A resource whose newest text was refused; its last valid version, if any, stays in effect.
  record Broken(ResourceKey key, List<Problem> problems) implements Change {
    public Broken {
      problems = List.copyOf(problems);
    }
  }

  /// An instance that started, or whose readiness or addresses changed.
  record Runs(Instance instance) implements Change {}

  /// An instance that ended for good.
  record Ended(String namespace, String name) implements Change {}
}
