package dev.weft.graph.link.cluster;

import com.google.protobuf.UInt32Value;
import dev.weft.graph.cluster.endpoint.Outliers;
import dev.weft.graph.link.reading.Refusals;
import dev.weft.graph.link.reading.Unlinkable;
import dev.weft.graph.link.reading.Unpack;
import dev.weft.graph.link.reading.Where;
import io.envoyproxy.envoy.config.cluster.v3.OutlierDetection;
import java.time.Duration;

/// Reads outlier detection: the detectors that count failures in a row. Those that compare
/// endpoints by statistics are refused where they are asked for by name; Envoy's default of them,
/// which needs five endpoints of a hundred requests each within an interval, is not.
final class OutlierReader {
  private static final Refusals UNHEEDED =
      Refusals.of(OutlierDetection.getDescriptor(), "monitors", "max_ejection_time_jitter");

  private OutlierReader() {}

  static Outliers read(OutlierDetection detection, Where where) throws Unlinkable {
    UNHEEDED.check(detection, where);
    refuse(detection.getEnforcingSuccessRate(), where, "enforcing_success_rate");
    refuse(detection.getEnforcingFailurePercentage(), where, "enforcing_failure_percentage");
    if (detection.getSplitExternalLocalOriginErrors()) {
      refuse(
          detection.getEnforcingLocalOriginSuccessRate(),
          where,
          "enforcing_local_origin_success_rate");
      refuse(
          detection.getEnforcingFailurePercentageLocalOrigin(),
          where,
          "enforcing_failure_percentage_local_origin");
    }
    Outliers.Enforcing enforcing =
        new Outliers.Enforcing(
            percent(
                detection.hasEnforcingConsecutive5Xx(),
                detection.getEnforcingConsecutive5Xx(),
                100),
            percent(
                detection.hasEnforcingConsecutiveGatewayFailure(),
                detection.getEnforcingConsecutiveGatewayFailure(),
                0),
            percent(
                detection.hasEnforcingConsecutiveLocalOriginFailure(),
                detection.getEnforcingConsecutiveLocalOriginFailure(),
                100));
    Duration base =
        detection.hasBaseEjectionTime()
            ? Unpack.duration(detection.getBaseEjectionTime())
            : Duration.ofSeconds(30);
    return new Outliers(
        enforcing.consecutive5xx() == 0
            ? 0
            : count(detection.hasConsecutive5Xx(), detection.getConsecutive5Xx()),
        enforcing.consecutiveGateway() == 0
            ? 0
            : count(
                detection.hasConsecutiveGatewayFailure(), detection.getConsecutiveGatewayFailure()),
        enforcing.consecutiveLocal() == 0
            ? 0
            : count(
                detection.hasConsecutiveLocalOriginFailure(),
                detection.getConsecutiveLocalOriginFailure()),
        detection.hasInterval() ? Unpack.duration(detection.getInterval()) : Duration.ofSeconds(10),
        base.isZero() ? Duration.ofMillis(1) : base,
        detection.hasMaxEjectionTime()
            ? Unpack.duration(detection.getMaxEjectionTime())
            : Duration.ofSeconds(300),
        percent(detection.hasMaxEjectionPercent(), detection.getMaxEjectionPercent(), 10),
        detection.getSplitExternalLocalOriginErrors(),
        enforcing);
  }

  private static void refuse(UInt32Value enforcing, Where where, String field) throws Unlinkable {
    if (enforcing.getValue() != 0) {
      throw where.in(field).lacking("ejecting by statistics over all endpoints");
    }
  }

  private static int count(boolean set, UInt32Value value) {
    return set ? ClusterReader.most(value.getValue()) : 5;
  }

  private static int percent(boolean set, UInt32Value value, int otherwise) {
    return set ? Math.min(100, ClusterReader.most(value.getValue())) : otherwise;
  }
}
