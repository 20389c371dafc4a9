package dev.weft.api.destinationrule;

import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Required;
import dev.weft.api.schema.Verified;
import java.time.Duration;
import java.util.Optional;

/// Raises the share of new endpoints gradually (Istio, "WarmupConfiguration").
public record WarmupConfiguration(
    @Required Duration duration, Optional<Double> minimumPercent, Optional<Double> aggression)
    implements Verified {
  @Override
  public void verify(Findings findings) {
    Expect.duration(findings.at("duration"), duration);
    minimumPercent.ifPresent(share -> Expect.percent(findings.at("minimumPercent"), share));
    if (aggression.isPresent() && aggression.get() <= 0) {
      findings.at("aggression").invalid(aggression.get() + " is not above zero", "use 1.0 or so");
    }
  }
}
