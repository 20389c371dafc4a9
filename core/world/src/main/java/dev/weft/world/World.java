package dev.weft.world;

import dev.weft.api.Resource;
import dev.weft.api.schema.Spec;
import dev.weft.model.Problem;
import dev.weft.model.ResourceKey;
import dev.weft.world.network.GatewayDiscovery;
import dev.weft.world.network.NetworkGateways;
import dev.weft.world.registry.Catalog;
import dev.weft.world.registry.Derivation;
import dev.weft.world.registry.Instance;
import dev.weft.world.registry.Registry;
import dev.weft.world.rules.Mesh;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/// The whole mesh at one moment: every valid resource and running instance of every cluster, and
/// what follows from them.
///
/// Immutable. The next moment is another world that shares what did not change.
public final class World implements Catalog {
  /// Nothing at all, with the default settings, in a config cluster called `Kubernetes`.
  public static final World EMPTY = empty("Kubernetes");

  private final long version;
  private final String cluster;
  private final Member home;
  private final SortedMap<String, Member> remotes;
  private final Derivation derivation;
  private final NetworkGateways gateways;
  private final Scopes scopes;
  private final Derived lasting;
  private final Derived derived = new Derived();

  private World(long version, Members members, Known known, Scopes scopes, Derived lasting) {
    this.version = version;
    this.cluster = members.cluster();
    this.home = members.home();
    this.remotes = members.remotes();
    this.derivation = known.derivation();
    this.gateways = known.gateways();
    this.scopes = scopes;
    this.lasting = lasting;
  }

  /// What follows from what clusters say.
  private record Known(Derivation derivation, NetworkGateways gateways) {}

  /// The config cluster's id and what each cluster says.
  private record Members(String cluster, Member home, SortedMap<String, Member> remotes) {}

  /// Nothing at all.
  ///
  /// @param cluster id of the config cluster
  public static World empty(String cluster) {
    return new World(
        0,
        new Members(cluster, Member.EMPTY, Collections.emptySortedMap()),
        new Known(Derivation.EMPTY, NetworkGateways.NONE),
        new Scopes(
            Configuration.of(Shelf.EMPTY, Mesh.DEFAULT), Derivation.EMPTY.registry().services()),
        new Derived());
  }

  /// The world after these changes, in order. The same world when they change nothing.
  public World with(Collection<? extends Change> changes) {
    Member.Edit edit = home.edit();
    TreeMap<String, Member> linked = new TreeMap<>(remotes);
    TreeMap<String, Member.Edit> edits = new TreeMap<>();
    for (Change change : changes) {
      switch (change) {
        case Change.Remote remote -> {
          if (!remote.cluster().equals(cluster) && Configuration.countsFromAfar(remote.change())) {
            edits
                .computeIfAbsent(
                    remote.cluster(),
                    name -> linked.computeIfAbsent(name, none -> Member.EMPTY).edit())
                .take(remote.change());
          }
        }
        case Change.Unlinked unlinked -> {
          linked.remove(unlinked.cluster());
          edits.remove(unlinked.cluster());
        }
        case Change.Put _, Change.Gone _, Change.Broken _, Change.Runs _, Change.Ended _ ->
            edit.take(change);
      }
    }
    edits.forEach((name, member) -> linked.put(name, member.done()));
    Member next = edit.done();
    if (next == home && linked.equals(remotes)) {
      return this;
    }
    Configuration configured = configuration().next(home.shelf(), next.shelf());
    Members members = new Members(cluster, next, linked);
    Set<String> touched = new TreeSet<>();
    if (edit.touched(Configuration.REGISTRY)) {
      touched.add(cluster);
    }
    edits.forEach((name, member) -> {
      if (member.touched(Configuration.REGISTRY)) {
        touched.add(name);
      }
    });
    Derivation derived =
        derivation.next(sources(members), touched, configured.mesh().registry(cluster));
    NetworkGateways entrances =
        derived == derivation
            ? gateways
            : entrances(members, configured).resolved(gateways.addresses());
    boolean onlyRoutes =
        derived.registry() == registry() && configured.differsInRoutesOnly(configuration());
    return new World(
        version + 1,
        members,
        new Known(derived, entrances.equals(gateways) ? gateways : entrances),
        scopes.next(configured, derived.registry().services()),
        onlyRoutes ? lasting.next() : new Derived());
  }

  private static NetworkGateways entrances(Members members, Configuration configured) {
    SortedMap<String, Shelf> catalogs = new TreeMap<>();
    members.remotes().forEach((name, member) -> catalogs.put(name, member.shelf()));
    catalogs.put(members.cluster(), members.home().shelf());
    return GatewayDiscovery.of(
        catalogs, Derivation.meshNetworks(members.home().shelf()), configured.mesh().domain());
  }

  /// The world in which host names of networks' gateways stand for these IP addresses; the others
  /// stand for nothing. The same world when that is so already.
  public World resolving(Map<String, List<String>> addresses) {
    NetworkGateways entrances = gateways.resolved(addresses);
    return entrances == gateways
        ? this
        : new World(
            version + 1,
            new Members(cluster, home, remotes),
            new Known(derivation, entrances),
            scopes,
            new Derived());
  }

  private static SequencedMap<String, Derivation.Source> sources(Members members) {
    SequencedMap<String, Derivation.Source> sources = new LinkedHashMap<>();
    sources.put(
        members.cluster(),
        new Derivation.Source(members.home().shelf(), members.home().instances().values()));
    members
        .remotes()
        .forEach((name, member) ->
            sources.put(name, new Derivation.Source(member.shelf(), member.instances().values())));
    return sources;
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

  /// Counts the worlds before this one since the empty one.
  public long version() {
    return version;
  }

  /// The id of the config cluster.
  public String cluster() {
    return cluster;
  }

  /// Whether the cluster is read: the config cluster always is.
  public boolean isLinked(String name) {
    return name.equals(cluster) || remotes.containsKey(name);
  }

  /// The ids of all clusters, the config cluster's first.
  public List<String> clusters() {
    List<String> names = new ArrayList<>(List.of(cluster));
    names.addAll(remotes.keySet());
    return names;
  }

  /// The valid resources of a kind in the config cluster, oldest first, then by name and namespace.
  @Override
  public <S extends Spec> List<Resource<S>> all(Class<S> kind) {
    return home.shelf().all(kind);
  }

  /// Every valid resource of the config cluster, by key.
  public Collection<Resource<?>> resources() {
    return home.shelf().resources();
  }

  /// A valid resource of the config cluster.
  public Optional<Resource<?>> resource(ResourceKey key) {
    return home.shelf().resource(key);
  }

  /// A valid resource of one cluster; absent when the cluster is not linked.
  public Optional<Resource<?>> resource(String cluster, ResourceKey key) {
    return catalog(cluster).resource(key);
  }

  /// The valid resources of a kind in one cluster; none when the cluster is not linked.
  public <S extends Spec> List<Resource<S>> all(String cluster, Class<S> kind) {
    return catalog(cluster).all(kind);
  }

  private Shelf catalog(String name) {
    return name.equals(cluster) ? home.shelf() : remotes.getOrDefault(name, Member.EMPTY).shelf();
  }

  /// What runs in the config cluster, as told by who runs it.
  public Collection<Instance> instances() {
    return home.instances().values();
  }

  /// What is wrong with the newest text of resources whose last valid version is in effect, or that
  /// are not in effect at all.
  public Map<ResourceKey, List<Problem>> problems() {
    return Collections.unmodifiableSortedMap(home.problems());
  }

  /// The same of a linked cluster.
  public Map<ResourceKey, List<Problem>> problems(String cluster) {
    return cluster.equals(this.cluster)
        ? problems()
        : Collections.unmodifiableSortedMap(remotes.getOrDefault(cluster, Member.EMPTY).problems());
  }

  /// Services, workloads and endpoints.
  public Registry registry() {
    return derivation.registry();
  }

  /// The gateways between networks.
  public NetworkGateways gateways() {
    return gateways;
  }

  /// The network that an address of a cluster is in, where its workload does not say; empty when
  /// nothing says.
  public String network(String cluster, String address) {
    return derivation.network(cluster, address);
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
