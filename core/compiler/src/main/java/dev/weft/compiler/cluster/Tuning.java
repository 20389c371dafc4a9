package dev.weft.compiler.cluster;

import dev.weft.api.destinationrule.ConnectionPoolSettings;
import dev.weft.api.destinationrule.HashAlgorithm;
import dev.weft.api.destinationrule.HttpSettings;
import dev.weft.api.destinationrule.LbPolicy;
import dev.weft.api.destinationrule.LoadBalancerSettings;
import dev.weft.api.destinationrule.OutlierDetection;
import dev.weft.api.destinationrule.SimpleLb;
import dev.weft.api.destinationrule.TcpSettings;
import dev.weft.compiler.plan.ClusterPlan;
import dev.weft.compiler.plan.LimitsPlan;
import dev.weft.compiler.plan.OutlierPlan;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/// Limits, outlier detection and load balancing of a cluster, in which zero or absence is unset.
final class Tuning {
  private static final int MINIMUM_RING = 1024;
  private static final int MAGLEV_TABLE = 65537;

  private Tuning() {}

  static LimitsPlan limits(Policy policy) {
    Optional<HttpSettings> http = policy.connectionPool().flatMap(ConnectionPoolSettings::http);
    Optional<TcpSettings> tcp = policy.connectionPool().flatMap(ConnectionPoolSettings::tcp);
    return new LimitsPlan(
        number(tcp.map(TcpSettings::maxConnections)),
        number(http.map(HttpSettings::http1MaxPendingRequests)),
        number(http.map(HttpSettings::http2MaxRequests)),
        number(http.map(HttpSettings::maxRetries)),
        number(http.map(HttpSettings::maxRequestsPerConnection)),
        number(http.map(HttpSettings::maxConcurrentStreams)),
        http.flatMap(HttpSettings::idleTimeout).or(() -> tcp.flatMap(TcpSettings::idleTimeout)),
        tcp.flatMap(TcpSettings::maxConnectionDuration),
        tcp.flatMap(TcpSettings::tcpKeepalive)
            .map(probe ->
                new LimitsPlan.Keepalive(
                    probe.probes(),
                    probe.time().orElse(Duration.ZERO),
                    probe.interval().orElse(Duration.ZERO))),
        policy
            .retryBudget()
            .map(budget ->
                new LimitsPlan.RetryBudget(
                    budget.percent().orElse(20.0),
                    budget.minRetryConcurrency() > 0 ? budget.minRetryConcurrency() : 3)));
  }

  private static OptionalInt number(Optional<Integer> value) {
    return value.filter(number -> number > 0).map(OptionalInt::of).orElse(OptionalInt.empty());
  }

  /// Counts that are absent have Envoy's defaults as Istio documents them; zero turns one off.
  static Optional<OutlierPlan> outlier(Policy policy) {
    return policy.outlierDetection().map(Tuning::outlier);
  }

  private static OutlierPlan outlier(OutlierDetection written) {
    int consecutive5xx =
        written
            .consecutive5xxErrors()
            .orElse(written.consecutiveErrors() > 0 ? written.consecutiveErrors() : 5);
    return new OutlierPlan(
        positive(consecutive5xx),
        positive(written.consecutiveGatewayErrors().orElse(0)),
        positive(
            written.splitExternalLocalOriginErrors()
                ? written.consecutiveLocalOriginFailures().orElse(5)
                : 0),
        written.splitExternalLocalOriginErrors(),
        written.interval().orElse(Duration.ofSeconds(10)),
        written.baseEjectionTime().orElse(Duration.ofSeconds(30)),
        written.maxEjectionPercent() > 0 ? written.maxEjectionPercent() : 10,
        written.minHealthPercent());
  }

  private static OptionalInt positive(int count) {
    return count > 0 ? OptionalInt.of(count) : OptionalInt.empty();
  }

  /// Whether connections keep their original destination (`simple: PASSTHROUGH`).
  static boolean passthrough(Policy policy) {
    return policy
        .loadBalancer()
        .flatMap(LoadBalancerSettings::lbPolicy)
        .filter(new LbPolicy.Simple(SimpleLb.PASSTHROUGH)::equals)
        .isPresent();
  }

  static ClusterPlan.LoadBalancing balancing(Policy policy) {
    return policy
        .loadBalancer()
        .flatMap(LoadBalancerSettings::lbPolicy)
        .map(Tuning::balancing)
        .orElse(new ClusterPlan.LeastRequest());
  }

  private static ClusterPlan.LoadBalancing balancing(LbPolicy written) {
    return switch (written) {
      case LbPolicy.Simple simple ->
          switch (simple.value()) {
            case ROUND_ROBIN -> new ClusterPlan.RoundRobin();
            case RANDOM -> new ClusterPlan.Random();
            case UNSPECIFIED, LEAST_CONN, LEAST_REQUEST, PASSTHROUGH ->
                new ClusterPlan.LeastRequest();
          };
      case LbPolicy.ConsistentHash hash -> ring(hash);
      case LbPolicy.BackendUtilization load -> new ClusterPlan.LeastRequest();
    };
  }

  private static ClusterPlan.LoadBalancing ring(LbPolicy.ConsistentHash hash) {
    long older = hash.minimumRingSize();
    HashAlgorithm algorithm =
        hash.hashAlgorithm().orElse(new HashAlgorithm.RingHash(older > 0 ? older : MINIMUM_RING));
    return switch (algorithm) {
      case HashAlgorithm.RingHash ring ->
          new ClusterPlan.RingHash(
              ring.minimumRingSize() > 0 ? ring.minimumRingSize() : MINIMUM_RING);
      case HashAlgorithm.Maglev maglev ->
          new ClusterPlan.Maglev(maglev.tableSize() > 0 ? maglev.tableSize() : MAGLEV_TABLE);
    };
  }
}
