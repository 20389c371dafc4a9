package dev.weft.world;

import dev.weft.api.Resource;
import dev.weft.api.schema.Spec;
import dev.weft.model.Problem;
import dev.weft.model.ResourceKey;
import dev.weft.world.registry.Catalog;
import dev.weft.world.registry.Derivation;
import dev.weft.world.registry.Instance;
import dev.weft.world.registry.Registry;
import dev.weft.world.rules.Mesh;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/// The whole mesh at one moment: every valid resource, every running instance, and what follows
/// from them.
///
/// Immutable. The next moment is another world that shares what did not change.
public final class World implements Catalog {
  /// Nothing at all, with the default settings.
  public static final World EMPTY =
      new World(
          0,
          Shelf.EMPTY,
          new TreeMap<>(),
          new TreeMap<>(),
          Registry.EMPTY,
          new Scopes(Configuration.of(Shelf.EMPTY, Mesh.DEFAULT), Registry.EMPTY.services()),
          new Derived());

  private final long version;
  private final Shelf shelf;
  private final SortedMap<String, Instance> instances;
  private final SortedMap<ResourceKey, List<Problem>> problems;
  private final Registry registry;
  private final Scopes scopes;
  private final Derived lasting;
  private final Derived derived = new Derived();

  private World(
      long version,
      Shelf shelf,
      SortedMap<String, Instance> instances,
      SortedMap<ResourceKey, List<Problem>> problems,
      Registry registry,
      Scopes scopes,
      Derived lasting) {
    this.version = version;
    this.shelf = shelf;
    this.instances = instances;
    this.problems = problems;
    this.registry = registry;
    this.scopes = scopes;
    this.lasting = lasting;
  }

  /// The world after these changes, in order. The same world when they change nothing.
  public World with(Collection<? extends Change> changes) {
    Shelf.Edit edit = shelf.edit();
    TreeMap<String, Instance> nowRunning = new TreeMap<>(instances);
    TreeMap<ResourceKey, List<Problem>> nowBroken = new TreeMap<>(problems);
    for (Change change : changes) {
      switch (change) {
        case Change.Put put -> {
          edit.put(put.resource());
          nowBroken.remove(put.resource().key());
        }
        case Change.Gone gone -> {
          edit.remove(gone.key());
          nowBroken.remove(gone.key());
        }
        case Change.Broken broken -> nowBroken.put(broken.key(), broken.problems());
        case Change.Runs runs ->
            nowRunning.put(
                name(runs.instance().namespace(), runs.instance().name()), runs.instance());
        case Change.Ended ended -> nowRunning.remove(name(ended.namespace(), ended.name()));
      }
    }
    Shelf next = edit.done();
    boolean ran = !nowRunning.equals(instances);
    if (next == shelf && !ran && nowBroken.equals(problems)) {
      return this;
    }
    Configuration configured = configuration().next(shelf, next);
    boolean derived = ran || configured.mesh() != mesh() || edit.touched(Configuration.REGISTRY);
    Registry registered =
        derived
            ? Derivation.derive(next, nowRunning.values(), configured.mesh().registry())
                .sharing(registry)
            : registry;
    boolean onlyRoutes = registered == registry && configured.differsInRoutesOnly(configuration());
    return new World(
        version + 1,
        next,
        nowRunning,
        nowBroken,
        registered,
        scopes.next(configured, registered.services()),
        onlyRoutes ? lasting.next() : new Derived());
  }

  /// A value that follows from this world and the key alone, made once and then shared.
  ///
  /// @param key of a type that only the maker of such values uses
  public <T> T derived(Object key, Class<T> type, Supplier<T> maker) {
    return derived.get(key, type, maker);
  }

  /// As `derived`, for what does not follow from VirtualServices, Gateways or Sidecars: later
  /// worlds share it until something else changes.
  public <T> T lasting(Object key, Class<T> type, Supplier<T> maker) {
    return lasting.get(key, type, maker);
  }

  private static String name(String namespace, String name) {
    return namespace + "/" + name;
  }

  /// Counts the worlds before this one since the empty one.
  public long version() {
    return version;
  }

  /// The valid resources of a kind, oldest first, then by name and namespace.
  @Override
  public <S extends Spec> List<Resource<S>> all(Class<S> kind) {
    return shelf.all(kind);
  }

  /// Every valid resource, by key.
  public Collection<Resource<?>> resources() {
    return shelf.resources();
  }

  public Optional<Resource<?>> resource(ResourceKey key) {
    return shelf.resource(key);
  }

  public Collection<Instance> instances() {
    return instances.values();
  }

  /// What is wrong with the newest text of resources whose last valid version is in effect, or that
  /// are not in effect at all.
  public Map<ResourceKey, List<Problem>> problems() {
    return java.util.Collections.unmodifiableSortedMap(problems);
  }

  /// Services, workloads and endpoints.
  public Registry registry() {
    return registry;
  }

  /// Mesh-wide settings.
  public Mesh mesh() {
    return configuration().mesh();
  }

  /// Routing and security resources, indexed for look-up.
  public Configuration configuration() {
    return scopes.configuration();
  }

  /// What nodes like this one may see, endpoints apart.
  Scope scope(Node node) {
    return scopes.of(node);
  }
}
