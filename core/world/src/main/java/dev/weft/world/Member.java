package dev.weft.world;

import dev.weft.api.schema.Spec;
import dev.weft.model.Problem;
import dev.weft.model.ResourceKey;
import dev.weft.world.registry.Instance;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// What one cluster says: its resources, what runs in it, and what is wrong with its newest texts.
record Member(
    Shelf shelf,
    SortedMap<String, Instance> instances,
    SortedMap<ResourceKey, List<Problem>> problems) {
  static final Member EMPTY =
      new Member(Shelf.EMPTY, Collections.emptySortedMap(), Collections.emptySortedMap());

  Edit edit() {
    return new Edit();
  }

  /// The next version in the making.
  final class Edit {
    private final Shelf.Edit resources = shelf.edit();
    private final TreeMap<String, Instance> running = new TreeMap<>(instances);
    private final TreeMap<ResourceKey, List<Problem>> broken = new TreeMap<>(problems);

    void take(Change change) {
      switch (change) {
        case Change.Put put -> {
          resources.put(put.resource());
          broken.remove(put.resource().key());
        }
        case Change.Gone gone -> {
          resources.remove(gone.key());
          broken.remove(gone.key());
        }
        case Change.Broken refused -> broken.put(refused.key(), refused.problems());
        case Change.Runs runs ->
            running.put(name(runs.instance().namespace(), runs.instance().name()), runs.instance());
        case Change.Ended ended -> running.remove(name(ended.namespace(), ended.name()));
        case Change.Remote _, Change.Unlinked _ ->
            throw new IllegalArgumentException(change + " is not of one cluster");
      }
    }

    /// Whether the registry may be another one: an instance changed, or a resource of these kinds.
    boolean touched(Set<Class<? extends Spec>> kinds) {
      return !running.equals(instances) || resources.touched(kinds);
    }

    /// The same member when nothing is different.
    Member done() {
      Shelf next = resources.done();
      boolean same = next == shelf && running.equals(instances) && broken.equals(problems);
      return same ? Member.this : new Member(next, running, broken);
    }

    private static String name(String namespace, String name) {
      return namespace + "/" + name;
    }
  }
}
