package dev.weft.api.workloadentry;

import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Inline;
import dev.weft.api.schema.Verified;
import java.util.Optional;

/// How to find out whether a workload can take traffic (Istio, "ReadinessProbe"). Zero means the
/// default: timeout 1 s, period 10 s, one success, three failures.
public record ReadinessProbe(
    int initialDelaySeconds,
    int timeoutSeconds,
    int periodSeconds,
    int successThreshold,
    int failureThreshold,
    @Inline Optional<HealthCheckMethod> healthCheckMethod)
    implements Verified {
  @Override
  public void verify(Findings findings) {
    Expect.notNegative(findings.at("initialDelaySeconds"), initialDelaySeconds);
    Expect.notNegative(findings.at("timeoutSeconds"), timeoutSeconds);
    Expect.notNegative(findings.at("periodSeconds"), periodSeconds);
    Expect.notNegative(findings.at("successThreshold"), successThreshold);
    Expect.notNegative(findings.at("failureThreshold"), failureThreshold);
    if (healthCheckMethod.isEmpty()) {
      findings.missing("the probe does nothing", "write 'httpGet', 'tcpSocket', 'exec' or 'grpc'");
    }
  }
}
