package dev.weft.api.destinationrule;

import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Verified;
import java.util.List;
import java.util.Optional;

/// Prefers the client's own zone (Istio, "ZoneAwareLoadBalancerSetting").
public record ZoneAwareLoadBalancerSetting(
    Optional<Boolean> enabled,
    List<Failover> failover,
    List<String> failoverPriority,
    Optional<Integer> minClusterSize)
    implements Verified {
  public ZoneAwareLoadBalancerSetting {
    failover = List.copyOf(failover);
    failoverPriority = List.copyOf(failoverPriority);
  }

  @Override
  public void verify(Findings findings) {
    if (minClusterSize.isPresent() && minClusterSize.get() < 1) {
      findings.at("minClusterSize").invalid("0 endpoints are no cluster", "use 1 or more");
    }
  }
}
