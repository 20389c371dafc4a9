package dev.weft.api.destinationrule;

import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Verified;
import java.time.Duration;
import java.util.Optional;

/// Bounds retries by the share of active requests (Istio, "RetryBudget"). Percent is from 0 to 100.
public record RetryBudget(
    Optional<Double> percent, int minRetryConcurrency, Optional<Duration> budgetInterval)
    implements Verified {
  @Override
  public void verify(Findings findings) {
    percent.ifPresent(share -> Expect.percent(findings.at("percent"), share));
    Expect.notNegative(findings.at("minRetryConcurrency"), minRetryConcurrency);
  }
}
