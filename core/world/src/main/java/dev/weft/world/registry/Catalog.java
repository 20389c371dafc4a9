package dev.weft.world.registry;

import dev.weft.api.Resource;
import dev.weft.api.schema.Spec;
import java.util.List;

/// Gives the valid resources of a kind, oldest first, then by name and namespace.
public interface Catalog {
  <S extends Spec> List<Resource<S>> all(Class<S> kind);
}
