package dev.weft.compiler.cluster;

import dev.weft.api.destinationrule.LoadBalancerSettings;
import dev.weft.api.destinationrule.LocalityLoadBalancerSetting;
import dev.weft.world.registry.Service;
import dev.weft.world.rules.Mesh;
import java.util.List;
import java.util.Optional;

/// Which places the endpoints of a cluster are preferred in: what the DestinationRule says, else
/// the Service, else the mesh (Istio, "Locality load balancing").
///
/// @param setting absent when all places are equal
/// @param failover whether nearer places come first: only where failures are noticed, or where the
///   Service asks for it
record Preference(Optional<LocalityLoadBalancerSetting> setting, boolean failover) {
  private static final LocalityLoadBalancerSetting USUAL =
      new LocalityLoadBalancerSetting(List.of(), List.of(), List.of(), Optional.empty());

  static Preference of(Policy policy, Service service, Mesh mesh) {
    boolean noticed = policy.outlierDetection().isPresent();
    Optional<LocalityLoadBalancerSetting> written =
        policy.loadBalancer().flatMap(LoadBalancerSettings::localityLbSetting);
    if (written.isPresent()) {
      return of(written.get(), noticed);
    }
    return switch (service.distribution()) {
      case SAME_ZONE -> first(Topology.NETWORK, Topology.REGION, Topology.ZONE);
      case SAME_NODE ->
          first(
              Topology.NETWORK, Topology.REGION, Topology.ZONE, Topology.SUBZONE, Topology.MACHINE);
      case ANY -> of(mesh.topology().localities().orElse(USUAL), noticed);
    };
  }

  private static Preference of(LocalityLoadBalancerSetting setting, boolean noticed) {
    return setting.enabled().orElse(true)
        ? new Preference(Optional.of(setting), noticed)
        : new Preference(Optional.empty(), false);
  }

  private static Preference first(String... labels) {
    return new Preference(
        Optional.of(
            new LocalityLoadBalancerSetting(
                List.of(), List.of(), List.of(labels), Optional.empty())),
        true);
  }
}
