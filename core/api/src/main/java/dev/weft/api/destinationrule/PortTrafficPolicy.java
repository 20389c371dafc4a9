package dev.weft.api.destinationrule;

import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Verified;
import dev.weft.api.virtualservice.PortSelector;
import java.util.Optional;

/// How to connect to one port of a service; replaces the blocks of the policy around it wholesale
/// (Istio, "PortTrafficPolicy").
public record PortTrafficPolicy(
    Optional<PortSelector> port,
    Optional<LoadBalancerSettings> loadBalancer,
    Optional<ConnectionPoolSettings> connectionPool,
    Optional<OutlierDetection> outlierDetection,
    Optional<ClientTlsSettings> tls)
    implements Verified {
  @Override
  public void verify(Findings findings) {
    if (port.isEmpty()) {
      findings.missing("'port' is missing", "write 'port: {number: ...}'");
    }
    if (loadBalancer.isEmpty()
        && connectionPool.isEmpty()
        && outlierDetection.isEmpty()
        && tls.isEmpty()) {
      findings.missing("the policy is empty", "write a field of it, or remove it");
    }
    loadBalancer.ifPresent(
        balancer -> balancer.failover(findings.at("loadBalancer"), outlierDetection));
  }
}
