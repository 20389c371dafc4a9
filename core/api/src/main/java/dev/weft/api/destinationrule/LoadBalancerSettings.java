package dev.weft.api.destinationrule;

import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Inline;
import dev.weft.api.schema.Verified;
import dev.weft.model.Problem;
import java.time.Duration;
import java.util.Optional;

/// How an endpoint is picked (Istio, "LoadBalancerSettings").
public record LoadBalancerSettings(
    @Inline Optional<LbPolicy> lbPolicy,
    Optional<LocalityLoadBalancerSetting> localityLbSetting,
    Optional<ZoneAwareLoadBalancerSetting> zoneAwareLbSetting,
    Optional<Duration> warmupDurationSecs,
    Optional<WarmupConfiguration> warmup)
    implements Verified {
  @Override
  public void verify(Findings findings) {
    if (localityLbSetting.isPresent() && zoneAwareLbSetting.isPresent()) {
      findings.conflict(
          "'localityLbSetting' and 'zoneAwareLbSetting' exclude one another", "keep one of them");
    }
    warmupDurationSecs.ifPresent(duration -> {
      Expect.duration(findings.at("warmupDurationSecs"), duration);
      findings
          .at("warmupDurationSecs")
          .warning(
              Problem.Code.DEPRECATED,
              "'warmupDurationSecs' is an older spelling",
              "use 'warmup: {duration: ...}'");
    });
    if (lbPolicy.orElse(null) instanceof LbPolicy.Simple simple
        && simple.value() == SimpleLb.LEAST_CONN) {
      findings
          .at("simple")
          .warning(
              Problem.Code.DEPRECATED, "'LEAST_CONN' is an older spelling", "use LEAST_REQUEST");
    }
  }

  /// Traffic leaves a locality only when its endpoints are known to fail.
  void failover(Findings findings, Optional<OutlierDetection> outlierDetection) {
    boolean failover =
        localityLbSetting
            .filter(one -> !one.failover().isEmpty() || !one.failoverPriority().isEmpty())
            .isPresent();
    if (failover && outlierDetection.isEmpty()) {
      findings
          .at("localityLbSetting")
          .warning(
              Problem.Code.MISSING_FIELD,
              "there is fail-over but no 'outlierDetection', so no failure is noticed",
              "add 'outlierDetection' to the policy");
    }
  }
}
