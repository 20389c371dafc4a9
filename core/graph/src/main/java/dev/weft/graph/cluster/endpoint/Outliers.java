package dev.weft.graph.cluster.endpoint;

import java.time.Duration;

/// When an endpoint is ejected (Envoy, `OutlierDetection`). A count of 0 switches a detector off;
/// an enforcing percentage ejects that share of the times its detector has had enough.
///
/// @param maxEjectionPercent of the endpoints; one may always be ejected
/// @param splitLocalErrors whether errors of our own making (connect failures) are counted apart
public record Outliers(
    int consecutive5xx,
    int consecutiveGatewayFailures,
    int consecutiveLocalFailures,
    Duration interval,
    Duration baseEjection,
    Duration maxEjection,
    int maxEjectionPercent,
    boolean splitLocalErrors,
    Enforcing enforcing) {

  /// Detectors that are always obeyed.
  public Outliers(
      int consecutive5xx,
      int consecutiveGatewayFailures,
      int consecutiveLocalFailures,
      Duration interval,
      Duration baseEjection,
      Duration maxEjection,
      int maxEjectionPercent,
      boolean splitLocalErrors) {
    this(
        consecutive5xx,
        consecutiveGatewayFailures,
        consecutiveLocalFailures,
        interval,
        baseEjection,
        maxEjection,
        maxEjectionPercent,
        splitLocalErrors,
        Enforcing.ALWAYS);
  }

  /// How often a detector's finding leads to an ejection, in percent.
  public record Enforcing(int consecutive5xx, int consecutiveGateway, int consecutiveLocal) {
    public static final Enforcing ALWAYS = new Enforcing(100, 100, 100);

    /// The percentage for one detector.
    public int of(Ejection.Detector detector) {
      return switch (detector) {
        case NONE -> 0;
        case SERVER_ERRORS -> consecutive5xx;
        case GATEWAY_ERRORS -> consecutiveGateway;
        case LOCAL_ERRORS -> consecutiveLocal;
      };
    }
  }
}
