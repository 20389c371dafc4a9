package dev.weft.world;

import dev.weft.api.Resource;
import dev.weft.api.schema.Spec;
import dev.weft.model.ResourceKey;
import dev.weft.world.registry.Catalog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Resources by kind. Kinds that an edit does not touch are shared with the shelf before it.
final class Shelf implements Catalog {
  static final Shelf EMPTY = new Shelf(new TreeMap<>(), Map.of());

  private static final Comparator<Resource<?>> AGE =
      Comparator.comparing((Resource<?> resource) -> resource.meta().created().orElse(Instant.MIN))
          .thenComparing(resource -> resource.meta().name())
          .thenComparing(resource -> resource.meta().namespace());

  private final TreeMap<String, TreeMap<ResourceKey, Resource<?>>> byKind;
  private final Map<Class<?>, List<Resource<?>>> sorted;

  private Shelf(
      TreeMap<String, TreeMap<ResourceKey, Resource<?>>> byKind,
      Map<Class<?>, List<Resource<?>>> sorted) {
    this.byKind = byKind;
    this.sorted = sorted;
  }

  /// The list holds resources of that spec only, for it is filed under the spec's own class.
  @Override
  @SuppressWarnings("unchecked")
  public <S extends Spec> List<Resource<S>> all(Class<S> kind) {
    return (List<Resource<S>>) (List<?>) sorted.getOrDefault(kind, List.of());
  }

  Collection<Resource<?>> resources() {
    List<Resource<?>> all = new ArrayList<>();
    byKind.values().forEach(kind -> all.addAll(kind.values()));
    return all;
  }

  Optional<Resource<?>> resource(ResourceKey key) {
    TreeMap<ResourceKey, Resource<?>> kind = byKind.get(key.kind());
    return kind == null ? Optional.empty() : Optional.ofNullable(kind.get(key));
  }

  Edit edit() {
    return new Edit();
  }

  /// A copy in the making.
  final class Edit {
    private final Map<String, TreeMap<ResourceKey, Resource<?>>> changed = new HashMap<>();
    private final Set<Class<?>> touched = new HashSet<>();

    void put(Resource<?> resource) {
      Optional<Resource<?>> before = current(resource.key());
      if (before.isEmpty()
          || !before.get().says(resource)
          || !before.get().origin().equals(resource.origin())) {
        kind(resource.key().kind()).put(resource.key(), resource);
        if (before.isEmpty() || !before.get().says(resource)) {
          touched.add(resource.spec().getClass());
        }
      }
    }

    void remove(ResourceKey key) {
      current(key)
          .ifPresent(resource -> {
            kind(key.kind()).remove(key);
            touched.add(resource.spec().getClass());
          });
    }

    private Optional<Resource<?>> current(ResourceKey key) {
      TreeMap<ResourceKey, Resource<?>> kind = changed.get(key.kind());
      return kind == null ? resource(key) : Optional.ofNullable(kind.get(key));
    }

    private TreeMap<ResourceKey, Resource<?>> kind(String kind) {
      return changed.computeIfAbsent(
          kind,
          name ->
              new TreeMap<>(
                  byKind.getOrDefault(
                      name, new TreeMap<>(Collections.<ResourceKey, Resource<?>>emptyMap()))));
    }

    /// Whether a resource of one of these kinds now says something else.
    boolean touched(Set<Class<? extends Spec>> kinds) {
      return !Collections.disjoint(touched, kinds);
    }

    Shelf done() {
      if (changed.isEmpty()) {
        return Shelf.this;
      }
      TreeMap<String, TreeMap<ResourceKey, Resource<?>>> next = new TreeMap<>(byKind);
      next.putAll(changed);
      Map<Class<?>, List<Resource<?>>> lists = new HashMap<>(sorted);
      for (Map.Entry<String, TreeMap<ResourceKey, Resource<?>>> kind : changed.entrySet()) {
        Class<?> type = type(kind.getKey(), kind.getValue());
        lists.put(type, kind.getValue().values().stream().sorted(AGE).toList());
      }
      return new Shelf(next, Map.copyOf(lists));
    }

    private Class<?> type(String kind, TreeMap<ResourceKey, Resource<?>> now) {
      TreeMap<ResourceKey, Resource<?>> any = now.isEmpty() ? byKind.get(kind) : now;
      return any == null || any.isEmpty()
          ? Spec.class
          : any.firstEntry().getValue().spec().getClass();
    }
  }
}
