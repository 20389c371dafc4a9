package dev.weft.compiler.cluster;

import dev.weft.compiler.plan.EndpointsPlan;
import dev.weft.model.Address;
import dev.weft.model.Labels;
import dev.weft.model.Locality;
import dev.weft.world.View;
import dev.weft.world.registry.Endpoint;
import dev.weft.world.registry.Health;
import dev.weft.world.registry.Placement;
import dev.weft.world.registry.Workload;
import dev.weft.world.rules.MutualTls;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The endpoints of a cluster as one node is told of them: those it may use, a group a locality,
/// with gateways in the place of what is in other networks, and with priorities and weights.
final class EndpointGroups {
  private final View view;
  private final SplitHorizon horizon;
  private final Localities localities;

  EndpointGroups(View view) {
    this.view = view;
    this.horizon = new SplitHorizon(view);
    this.localities = new Localities(view);
  }

  /// What one cluster wants.
  ///
  /// @param subset labels that the endpoints must have
  /// @param preference which places come first
  /// @param meshTls whether connections to meshed endpoints use the mesh's mutual TLS
  record Wish(Labels subset, Preference preference, boolean meshTls) {}

  /// An endpoint on its way into a cluster.
  ///
  /// @param labels of the workload and of the place where it runs
  record Candidate(EndpointsPlan.Endpoint plan, Labels labels, Placement placement) {}

  /// The candidates of one locality.
  record Place(Locality locality, List<Candidate> members) {}

  /// The groups of a cluster of the mesh's own TLS or none.
  List<EndpointsPlan.Group> of(List<Endpoint> endpoints, Wish wish) {
    return localities.groups(
        horizon.seen(places(endpoints, wish), wish.meshTls()), wish.preference());
  }

  /// The groups of a cluster that relays mutual TLS by server name: meshed endpoints alone, and
  /// none that another gateway would have to be asked for, so that nothing goes in circles.
  List<EndpointsPlan.Group> meshed(List<Endpoint> endpoints, Wish wish) {
    List<Place> meshed = new ArrayList<>();
    for (Place place : places(endpoints, wish)) {
      List<Candidate> members =
          place.members().stream()
              .filter(member -> member.plan().tlsMode() == EndpointsPlan.TlsMode.ISTIO)
              .filter(member -> horizon.reaches(member.placement()))
              .toList();
      if (!members.isEmpty()) {
        meshed.add(new Place(place.locality(), members));
      }
    }
    return localities.groups(meshed, wish.preference());
  }

  private List<Place> places(List<Endpoint> endpoints, Wish wish) {
    Map<String, Place> places = new TreeMap<>();
    for (Endpoint endpoint : endpoints) {
      Workload workload = endpoint.workload();
      if (workload.health() != Health.WITHDRAWN) {
        Labels labels = Topology.labels(workload);
        if (labels.matches(wish.subset())) {
          Locality locality = workload.placement().locality();
          places
              .computeIfAbsent(locality.toString(), none -> new Place(locality, new ArrayList<>()))
              .members()
              .add(new Candidate(plan(endpoint), labels, workload.placement()));
        }
      }
    }
    return new ArrayList<>(places.values());
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
