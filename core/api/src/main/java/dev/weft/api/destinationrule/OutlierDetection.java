package dev.weft.api.destinationrule;

import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Verified;
import dev.weft.model.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Ejects endpoints that fail (Istio, "OutlierDetection").
public record OutlierDetection(
    int consecutiveErrors,
    boolean splitExternalLocalOriginErrors,
    Optional<Integer> consecutiveLocalOriginFailures,
    Optional<Integer> consecutiveGatewayErrors,
    Optional<Integer> consecutive5xxErrors,
    Optional<Duration> interval,
    Optional<Duration> baseEjectionTime,
    int maxEjectionPercent,
    int minHealthPercent,
    List<Integer> outlierDetectionHttpErrorCodes)
    implements Verified {
  public OutlierDetection {
    outlierDetectionHttpErrorCodes = List.copyOf(outlierDetectionHttpErrorCodes);
  }

  @Override
  public void verify(Findings findings) {
    Expect.duration(findings.at("baseEjectionTime"), baseEjectionTime);
    Expect.duration(findings.at("interval"), interval);
    Expect.percent(findings.at("maxEjectionPercent"), maxEjectionPercent);
    Expect.percent(findings.at("minHealthPercent"), minHealthPercent);
    consecutive5xxErrors.ifPresent(
        count -> Expect.notNegative(findings.at("consecutive5xxErrors"), count));
    consecutiveGatewayErrors.ifPresent(
        count -> Expect.notNegative(findings.at("consecutiveGatewayErrors"), count));
    consecutiveLocalOriginFailures.ifPresent(
        count -> Expect.notNegative(findings.at("consecutiveLocalOriginFailures"), count));
    if (!splitExternalLocalOriginErrors && consecutiveLocalOriginFailures.orElse(0) > 0) {
      findings
          .at("consecutiveLocalOriginFailures")
          .conflict(
              "local failures are counted only where 'splitExternalLocalOriginErrors' is true",
              "set 'splitExternalLocalOriginErrors: true'");
    }
    if (consecutiveErrors != 0) {
      findings
          .at("consecutiveErrors")
          .warning(
              Problem.Code.DEPRECATED,
              "'consecutiveErrors' is an older spelling",
              "use 'consecutiveGatewayErrors' or 'consecutive5xxErrors'");
    }
    for (int i = 0; i < outlierDetectionHttpErrorCodes.size(); i++) {
      int code = outlierDetectionHttpErrorCodes.get(i);
      if (code < 100 || code > 599) {
        findings
            .at("outlierDetectionHttpErrorCodes")
            .at(i)
            .invalid(code + " is not a status", "use a value from 100 to 599");
      }
    }
  }
}
