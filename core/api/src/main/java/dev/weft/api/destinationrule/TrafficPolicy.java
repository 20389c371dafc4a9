package dev.weft.api.destinationrule;

import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Verified;
import java.util.List;
import java.util.Optional;

/// How to connect to a service (Istio, "TrafficPolicy").
public record TrafficPolicy(
    Optional<LoadBalancerSettings> loadBalancer,
    Optional<ConnectionPoolSettings> connectionPool,
    Optional<OutlierDetection> outlierDetection,
    Optional<ClientTlsSettings> tls,
    List<PortTrafficPolicy> portLevelSettings,
    Optional<TunnelSettings> tunnel,
    Optional<ProxyProtocol> proxyProtocol,
    Optional<RetryBudget> retryBudget)
    implements Verified {
  public TrafficPolicy {
    portLevelSettings = List.copyOf(portLevelSettings);
  }

  @Override
  public void verify(Findings findings) {
    if (loadBalancer.isEmpty()
        && connectionPool.isEmpty()
        && outlierDetection.isEmpty()
        && tls.isEmpty()
        && portLevelSettings.isEmpty()
        && tunnel.isEmpty()
        && proxyProtocol.isEmpty()
        && retryBudget.isEmpty()) {
      findings.missing("the policy is empty", "write a field of it, or remove it");
    }
    if (tunnel.isPresent() && proxyProtocol.isPresent()) {
      findings.conflict("'tunnel' and 'proxyProtocol' exclude one another", "keep one of them");
    }
    loadBalancer.ifPresent(
        balancer -> balancer.failover(findings.at("loadBalancer"), outlierDetection));
  }
}
