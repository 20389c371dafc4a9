package dev.weft.world;

import dev.weft.api.Resource;
import dev.weft.model.Problem;
import dev.weft.model.ResourceKey;
import dev.weft.world.registry.Instance;
import java.util.List;

/// One thing that became different in the mesh. What is not wrapped in a [Remote] is of the config
/// cluster: the one that the control plane takes Istio's resources from.
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

  /// Something that became different in another cluster that the control plane reads. Only what the
  /// registry is made of counts from there, and Secrets; Istio's rules count from the config
  /// cluster alone.
  ///
  /// @param cluster its id; a link from the config cluster to itself says nothing new
  record Remote(String cluster, Change change) implements Change {
    public Remote {
      if (change instanceof Remote || change instanceof Unlinked) {
        throw new IllegalArgumentException("a change of one cluster wraps no other: " + change);
      }
    }
  }

  /// A cluster that is read no more: all that came from it is gone.
  record Unlinked(String cluster) implements Change {}
}
