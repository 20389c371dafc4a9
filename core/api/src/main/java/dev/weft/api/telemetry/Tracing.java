package dev.weft.api.telemetry;

import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Ordered;
import dev.weft.api.schema.Verified;
import dev.weft.model.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Settings of traces (Istio, "Tracing").
public record Tracing(
    Optional<TracingSelector> match,
    List<ProviderRef> providers,
    Optional<Double> randomSamplingPercentage,
    Optional<Boolean> disableSpanReporting,
    Map<String, CustomTag> customTags,
    Optional<Boolean> useRequestIdForTraceSampling,
    Optional<Boolean> enableIstioTags,
    Optional<Boolean> disableContextPropagation)
    implements Verified {
  public Tracing {
    providers = List.copyOf(providers);
    customTags = Ordered.copyOf(customTags);
  }

  @Override
  public void verify(Findings findings) {
    randomSamplingPercentage.ifPresent(
        share -> Expect.percent(findings.at("randomSamplingPercentage"), share));
    if (providers.size() > 1) {
      findings
          .at("providers")
          .warning(Problem.Code.CONFLICT, "only one provider gets traces", "keep one of them");
    }
  }

  /// Which side of a call.
  public record TracingSelector(WorkloadMode mode) {}
}
