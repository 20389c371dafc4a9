package dev.weft.compiler.cluster;

import dev.weft.compiler.plan.EndpointsPlan;
import dev.weft.model.Address;
import dev.weft.model.Labels;
import dev.weft.world.View;
import dev.weft.world.network.NetworkGateway;
import dev.weft.world.network.NetworkGateways;
import dev.weft.world.registry.Placement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a node sees of endpoints in other networks: the gateways that lead to them (Istio, "Split
/// horizon EDS").
///
/// Gateways relay by the server name of mutual TLS, so endpoints that do not speak it are not
/// reached through them and are left out. An endpoint's weight is shared by its gateways, and a
/// gateway's is the sum for all endpoints behind it.
final class SplitHorizon {
  private final NetworkGateways gateways;
  private final String network;

  SplitHorizon(View view) {
    this.gateways = view.world().gateways();
    this.network = view.network();
  }

  /// @param meshTls whether connections to meshed endpoints use mutual TLS
  List<EndpointGroups.Place> seen(List<EndpointGroups.Place> places, boolean meshTls) {
    List<EndpointGroups.Place> seen = new ArrayList<>();
    for (EndpointGroups.Place place : places) {
      List<EndpointGroups.Candidate> members = members(place, meshTls);
      if (!members.isEmpty()) {
        seen.add(new EndpointGroups.Place(place.locality(), members));
      }
    }
    return seen;
  }

  private List<EndpointGroups.Candidate> members(EndpointGroups.Place place, boolean meshTls) {
    List<EndpointGroups.Candidate> members = new ArrayList<>();
    Map<NetworkGateway, Integer> shares = new TreeMap<>();
    for (EndpointGroups.Candidate candidate : place.members()) {
      EndpointsPlan.Endpoint plan = candidate.plan();
      long scaled = (long) Math.max(1, plan.weight()) * gateways.scale();
      int weight = (int) Math.min(Integer.MAX_VALUE, scaled);
      List<NetworkGateway> entrances = entrances(candidate.placement());
      if (reaches(candidate.placement())) {
        if (!unaddressed(plan)) {
          members.add(
              new EndpointGroups.Candidate(
                  plan.weighing(weight), candidate.labels(), candidate.placement()));
        }
      } else if (!entrances.isEmpty() && meshTls && plan.tlsMode() == EndpointsPlan.TlsMode.ISTIO) {
        int share = Math.max(1, weight / entrances.size());
        entrances.forEach(gateway ->
            shares.merge(
                gateway,
                share,
                (sum, more) -> (int) Math.min(Integer.MAX_VALUE, (long) sum + more)));
      }
    }
    shares.forEach((gateway, weight) -> members.add(candidate(gateway, weight, place)));
    return members;
  }

  /// Whether no gateway is needed on the way: it is in the same network, in none that is known, or
  /// in one without gateways.
  boolean reaches(Placement placement) {
    String other = placement.network();
    return other.isEmpty() || other.equals(network) || !gateways.guard(other);
  }

  /// None for what is reached directly, and none while no gateway of the network has an address.
  private List<NetworkGateway> entrances(Placement placement) {
    return reaches(placement) ? List.of() : gateways.to(placement.network(), placement.cluster());
  }

  private static boolean unaddressed(EndpointsPlan.Endpoint plan) {
    return plan.address() instanceof Address.Ip ip && ip.host().isEmpty();
  }

  private static EndpointGroups.Candidate candidate(
      NetworkGateway gateway, int weight, EndpointGroups.Place place) {
    Labels labels = Labels.NONE.with(Topology.NETWORK, gateway.network());
    return new EndpointGroups.Candidate(
        new EndpointsPlan.Endpoint(
            Address.ip(gateway.address(), gateway.port()),
            weight,
            EndpointsPlan.Health.HEALTHY,
            EndpointsPlan.TlsMode.ISTIO,
            ";;;;" + gateway.cluster()),
        gateway.cluster().isEmpty() ? labels : labels.with(Topology.CLUSTER, gateway.cluster()),
        new Placement(gateway.cluster(), gateway.network(), place.locality()));
  }
}
