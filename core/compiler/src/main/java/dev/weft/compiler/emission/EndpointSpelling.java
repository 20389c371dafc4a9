package dev.weft.compiler.emission;

import com.google.protobuf.Struct;
import dev.weft.compiler.plan.EndpointsPlan;
import dev.weft.model.Locality;
import io.envoyproxy.envoy.config.core.v3.HealthStatus;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.Endpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import java.util.List;

/// Endpoints as load assignments.
final class EndpointSpelling {
  private EndpointSpelling() {}

  static ClusterLoadAssignment of(String cluster, List<EndpointsPlan.Group> groups) {
    ClusterLoadAssignment.Builder assignment =
        ClusterLoadAssignment.newBuilder().setClusterName(cluster);
    groups.forEach(group -> assignment.addEndpoints(group(group)));
    return assignment.build();
  }

  private static LocalityLbEndpoints group(EndpointsPlan.Group plan) {
    LocalityLbEndpoints.Builder group =
        LocalityLbEndpoints.newBuilder().setPriority(plan.priority());
    Locality locality = plan.locality();
    if (!locality.equals(Locality.UNKNOWN)) {
      group.setLocality(
          io.envoyproxy.envoy.config.core.v3.Locality.newBuilder()
              .setRegion(locality.region())
              .setZone(locality.zone())
              .setSubZone(locality.subzone()));
    }
    if (plan.weight() > 0) {
      group.setLoadBalancingWeight(Spelling.number(plan.weight()));
    }
    plan.endpoints().forEach(endpoint -> group.addLbEndpoints(endpoint(endpoint)));
    return group.build();
  }

  private static LbEndpoint endpoint(EndpointsPlan.Endpoint plan) {
    LbEndpoint.Builder endpoint =
        LbEndpoint.newBuilder()
            .setEndpoint(Endpoint.newBuilder().setAddress(Spelling.address(plan.address())))
            .setLoadBalancingWeight(Spelling.number(Math.max(1, plan.weight())));
    switch (plan.health()) {
      case HEALTHY -> endpoint.setHealthStatus(HealthStatus.HEALTHY);
      case UNHEALTHY -> endpoint.setHealthStatus(HealthStatus.UNHEALTHY);
      case DRAINING -> endpoint.setHealthStatus(HealthStatus.DRAINING);
    }
    Metadata.Builder metadata = Metadata.newBuilder();
    switch (plan.tlsMode()) {
      case ISTIO ->
          metadata.putFilterMetadata(
              "envoy.transport_socket_match",
              Struct.newBuilder().putFields("tlsMode", Marks.text("istio")).build());
      case DISABLED -> {}
    }
    if (!plan.workload().isEmpty()) {
      metadata.putFilterMetadata(
          "istio", Struct.newBuilder().putFields("workload", Marks.text(plan.workload())).build());
    }
    if (metadata.getFilterMetadataCount() > 0) {
      endpoint.setMetadata(metadata);
    }
    return endpoint.build();
  }
}
