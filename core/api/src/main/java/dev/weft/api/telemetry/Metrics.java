package dev.weft.api.telemetry;

import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Verified;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Settings of metrics (Istio, "Metrics").
public record Metrics(
    List<ProviderRef> providers,
    List<MetricsOverrides> overrides,
    Optional<Duration> reportingInterval)
    implements Verified {
  public Metrics {
    providers = List.copyOf(providers);
    overrides = List.copyOf(overrides);
  }

  @Override
  public void verify(Findings findings) {
    Expect.duration(findings.at("reportingInterval"), reportingInterval);
  }
}
