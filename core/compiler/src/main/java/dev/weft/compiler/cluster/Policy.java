package dev.weft.compiler.cluster;

import dev.weft.api.destinationrule.ClientTlsSettings;
import dev.weft.api.destinationrule.ConnectionPoolSettings;
import dev.weft.api.destinationrule.LoadBalancerSettings;
import dev.weft.api.destinationrule.OutlierDetection;
import dev.weft.api.destinationrule.PortTrafficPolicy;
import dev.weft.api.destinationrule.RetryBudget;
import dev.weft.api.destinationrule.TrafficPolicy;
import dev.weft.world.rules.Mesh;
import java.util.Optional;

/// The traffic policy that is left for one port once levels are resolved.
///
/// Settings of a port replace the blocks around them wholesale; a subset's override block by block;
/// the mesh's stand under all (Istio, "TrafficPolicy").
record Policy(
    Optional<LoadBalancerSettings> loadBalancer,
    Optional<ConnectionPoolSettings> connectionPool,
    Optional<OutlierDetection> outlierDetection,
    Optional<ClientTlsSettings> tls,
    Optional<RetryBudget> retryBudget) {

  private static final Policy NONE =
      new Policy(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /// The policy of a host's port over the mesh's defaults.
  static Policy of(Optional<TrafficPolicy> written, int port, Mesh mesh) {
    Policy own = written.map(policy -> forPort(policy, port)).orElse(NONE);
    return new Policy(
        own.loadBalancer,
        own.connectionPool.or(() -> mesh.upstream().connectionPool()),
        own.outlierDetection.or(() -> mesh.upstream().outlierDetection()),
        own.tls,
        own.retryBudget);
  }

  /// This policy with what a subset says on top.
  Policy with(Optional<TrafficPolicy> subset, int port) {
    if (subset.isEmpty()) {
      return this;
    }
    Policy over = forPort(subset.get(), port);
    if (ofPort(subset.get(), port).isPresent()) {
      return new Policy(
          over.loadBalancer,
          over.connectionPool,
          over.outlierDetection,
          over.tls,
          over.retryBudget.or(() -> retryBudget));
    }
    return new Policy(
        over.loadBalancer.or(() -> loadBalancer),
        over.connectionPool.or(() -> connectionPool),
        over.outlierDetection.or(() -> outlierDetection),
        over.tls.or(() -> tls),
        over.retryBudget.or(() -> retryBudget));
  }

  private static Policy forPort(TrafficPolicy policy, int port) {
    return ofPort(policy, port)
        .map(own ->
            new Policy(
                own.loadBalancer(),
                own.connectionPool(),
                own.outlierDetection(),
                own.tls(),
                policy.retryBudget()))
        .orElseGet(() ->
            new Policy(
                policy.loadBalancer(),
                policy.connectionPool(),
                policy.outlierDetection(),
                policy.tls(),
                policy.retryBudget()));
  }

  private static Optional<PortTrafficPolicy> ofPort(TrafficPolicy policy, int port) {
    return policy.portLevelSettings().stream()
        .filter(own -> own.port().map(selector -> selector.number() == port).orElse(false))
        .findFirst();
  }
}
