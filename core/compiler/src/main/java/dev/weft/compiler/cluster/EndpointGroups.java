package dev.weft.compiler.cluster;

import dev.weft.compiler.plan.EndpointsPlan;
import dev.weft.model.Address;
import dev.weft.model.Labels;
import dev.weft.model.Locality;
import dev.weft.world.View;
import dev.weft.world.registry.Endpoint;
import dev.weft.world.registry.Health;
import dev.weft.world.registry.Workload;
import dev.weft.world.rules.MutualTls;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// The endpoints of a cluster, a group a locality.
final class EndpointGroups {
  private final View view;

  EndpointGroups(View view) {
    this.view = view;
  }

  /// Groups by locality in order of its name. With outlier detection the nearer localities come
  /// first and the others take over as they fail (Istio, "Locality failover").
  ///
  /// @param subset labels that the endpoints must have
  /// @param failover whether localities have priorities
  List<EndpointsPlan.Group> of(List<Endpoint> endpoints, Labels subset, boolean failover) {
    Map<String, List<EndpointsPlan.Endpoint>> byPlace = new TreeMap<>();
    Map<String, Locality> places = new TreeMap<>();
    for (Endpoint endpoint : endpoints) {
      Workload workload = endpoint.workload();
      boolean wanted =
          workload.health() != Health.WITHDRAWN
              && !workload.address().isEmpty()
              && (subset.isEmpty() || labels(workload).matches(subset));
      if (wanted) {
        Locality place = workload.placement().locality();
        places.put(place.toString(), place);
        byPlace.computeIfAbsent(place.toString(), none -> new ArrayList<>()).add(plan(endpoint));
      }
    }
    Locality own = view.node().placement().locality();
    boolean ranked = failover && !own.equals(Locality.UNKNOWN);
    TreeSet<Integer> ranks = new TreeSet<>();
    places.values().forEach(place -> ranks.add(ranked ? distance(own, place) : 0));
    List<EndpointsPlan.Group> groups = new ArrayList<>();
    byPlace.forEach((name, members) -> {
      Locality place = places.getOrDefault(name, Locality.UNKNOWN);
      int rank = ranked ? ranks.headSet(distance(own, place)).size() : 0;
      groups.add(new EndpointsPlan.Group(place, rank, 0, members));
    });
    groups.sort(Comparator.comparingInt(EndpointsPlan.Group::priority));
    return groups;
  }

  /// Subsets may also choose by where a workload runs.
  private static Labels labels(Workload workload) {
    Labels labels = workload.labels();
    if (!workload.placement().network().isEmpty()) {
      labels = labels.with("topology.istio.io/network", workload.placement().network());
    }
    return labels.with("topology.istio.io/cluster", workload.placement().cluster());
  }

  private static int distance(Locality own, Locality other) {
    if (!own.region().equals(other.region())) {
      return 3;
    }
    if (!own.zone().equals(other.zone())) {
      return 2;
    }
    return own.subzone().equals(other.subzone()) ? 0 : 1;
  }

  private EndpointsPlan.Endpoint plan(Endpoint endpoint) {
    Workload workload = endpoint.workload();
    boolean mutual =
        workload.mutualTls()
            && view.configuration()
                    .peerAuthentications()
                    .mode(workload.namespace(), workload.labels(), endpoint.port())
                != MutualTls.DISABLE;
    return new EndpointsPlan.Endpoint(
        address(endpoint),
        workload.weight(),
        switch (workload.health()) {
          case HEALTHY -> EndpointsPlan.Health.HEALTHY;
          case UNHEALTHY, WITHDRAWN -> EndpointsPlan.Health.UNHEALTHY;
        },
        mutual ? EndpointsPlan.TlsMode.ISTIO : EndpointsPlan.TlsMode.DISABLED,
        String.join(
            ";",
            workload.name(),
            workload.namespace(),
            workload.canonicalName(),
            workload.canonicalRevision(),
            workload.placement().cluster()));
  }

  private static Address address(Endpoint endpoint) {
    String address = endpoint.address();
    return address.startsWith("unix://")
        ? new Address.Pipe(address.substring("unix://".length()))
        : Address.ip(address, endpoint.port());
  }
}
