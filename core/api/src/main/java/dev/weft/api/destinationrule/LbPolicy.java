package dev.weft.api.destinationrule;

import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Inline;
import dev.weft.api.schema.Verified;
import dev.weft.model.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// One of the ways to pick an endpoint.
public sealed interface LbPolicy {
  record Simple(SimpleLb value) implements LbPolicy {}

  record ConsistentHash(
      @Inline Optional<HashKey> hashKey,
      @Inline Optional<HashAlgorithm> hashAlgorithm,
      long minimumRingSize)
      implements LbPolicy, Verified {
    @Override
    public void verify(Findings findings) {
      if (minimumRingSize != 0) {
        findings
            .at("minimumRingSize")
            .warning(
                Problem.Code.DEPRECATED,
                "'minimumRingSize' is an older spelling",
                "use 'ringHash: {minimumRingSize: ...}'");
        if (hashAlgorithm.isPresent()) {
          findings.conflict(
              "'minimumRingSize' and an algorithm exclude one another", "keep the algorithm");
        }
      }
      if (hashKey.isEmpty()) {
        findings.missing(
            "nothing is hashed",
            "write 'httpHeaderName', 'httpCookie', 'useSourceIp' or 'httpQueryParameterName'");
      }
    }
  }

  record BackendUtilization(
      Optional<Duration> weightExpirationPeriod,
      Optional<Duration> weightStabilizationPeriod,
      Optional<Duration> weightUpdatePeriod,
      Optional<Integer> errorUtilizationPenaltyPercent,
      List<String> metricNamesForComputingUtilization)
      implements LbPolicy {
    public BackendUtilization {
      metricNamesForComputingUtilization = List.copyOf(metricNamesForComputingUtilization);
    }
  }
}
