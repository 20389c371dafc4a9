package dev.weft.world.registry;

import dev.weft.api.Resource;
import dev.weft.api.meshconfig.networks.MeshNetworks;
import dev.weft.api.serviceentry.ServiceEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/// The registry with what it was derived from: a part for each cluster, made again only when that
/// cluster changes, and the whole that they make together.
public final class Derivation {
  /// Knows no cluster.
  public static final Derivation EMPTY =
      new Derivation(
          new RegistrySettings("", "", "", List.of()), Networks.NONE, Map.of(), Registry.EMPTY);

  private final RegistrySettings settings;
  private final Networks networks;
  private final Map<String, Part> parts;
  private final Registry registry;

  private Derivation(
      RegistrySettings settings, Networks networks, Map<String, Part> parts, Registry registry) {
    this.settings = settings;
    this.networks = networks;
    this.parts = parts;
    this.registry = registry;
  }

  /// What one cluster says.
  public record Source(Catalog catalog, Collection<Instance> instances) {}

  public Registry registry() {
    return registry;
  }

  /// The network that an address of a cluster is in, where its workload does not say; empty when
  /// nothing says.
  public String network(String cluster, String address) {
    return networks.of(cluster, address);
  }

  /// The networks as written: the entry `meshNetworks` of the ConfigMap `istio`.
  public static Optional<MeshNetworks> meshNetworks(Catalog home) {
    return Networks.meshNetworks(home);
  }

  /// The next version. The same when neither the clusters nor the settings are others.
  ///
  /// @param clusters by id, the config cluster first, from which alone ServiceEntries count
  /// @param changed ids of those that say something else than before
  public Derivation next(
      SequencedMap<String, Source> clusters, Set<String> changed, RegistrySettings now) {
    boolean known = parts.keySet().equals(clusters.keySet()) && now.equals(settings);
    if (known && changed.isEmpty()) {
      return this;
    }
    Source home = clusters.firstEntry().getValue();
    Networks placed = Networks.of(home.catalog(), clusters, now.rootNamespace());
    boolean all = !now.equals(settings) || !placed.equals(networks);
    SequencedMap<String, Part> next = new LinkedHashMap<>();
    clusters.forEach((id, source) -> {
      Part before = parts.get(id);
      boolean again = all || before == null || changed.contains(id);
      next.put(id, again ? Part.of(source, id, now, placed) : before);
    });
    return new Derivation(
        now, placed, next, whole(home.catalog(), next, now, placed).sharing(registry));
  }

  private static Registry whole(
      Catalog home, SequencedMap<String, Part> parts, RegistrySettings settings, Networks placed) {
    Union union = new Union();
    List<Workload> workloads = new ArrayList<>();
    parts
        .values()
        .forEach(part -> {
          part.services().forEach(union::add);
          workloads.addAll(part.workloads());
        });
    ServiceEntries entries =
        new ServiceEntries(settings, new Workloads(settings, settings.cluster(), placed));
    List<WorkloadIndex> indexes = parts.values().stream().map(Part::index).toList();
    for (Resource<ServiceEntry> resource : home.all(ServiceEntry.class)) {
      for (Service service : entries.services(resource)) {
        List<Endpoint> found = new ArrayList<>(entries.endpoints(resource, service));
        for (WorkloadIndex index : indexes) {
          for (Workload workload : index.select(service.namespace(), service.selector())) {
            Part.select(service, workload, found);
          }
        }
        union.add(new Served(service, Served.byPort(found)));
      }
    }
    return union.registry(workloads.stream().sorted(Comparator.comparing(Workload::key)).toList());
  }
}
