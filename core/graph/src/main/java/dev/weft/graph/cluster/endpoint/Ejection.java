package dev.weft.graph.cluster.endpoint;

/// Outlier detection's memory of one endpoint. Times are those of the monotonic clock that is
/// passed in. Guarded by itself; [#out()] may be read by anyone.
public final class Ejection {
  private volatile boolean out;
  private long untilNanos;
  private int multiplier;
  private int consecutive5xx;
  private int consecutiveGateway;
  private int consecutiveLocal;
  private long ejections;

  /// Whether no request should go there.
  public boolean out() {
    return out;
  }

  /// How often the endpoint was ejected so far.
  public synchronized long ejections() {
    return ejections;
  }

  /// What may have had enough.
  public enum Detector {
    NONE,
    SERVER_ERRORS,
    GATEWAY_ERRORS,
    LOCAL_ERRORS
  }

  /// Counts an observation; answers which detector has had enough. A detector starts to count anew
  /// once it has.
  public synchronized Detector count(Outliers rules, Observation observation) {
    boolean local = observation == Observation.LOCAL_FAILURE;
    if (local && rules.splitLocalErrors()) {
      consecutiveLocal++;
      if (reached(consecutiveLocal, rules.consecutiveLocalFailures())) {
        consecutiveLocal = 0;
        return Detector.LOCAL_ERRORS;
      }
      return Detector.NONE;
    }
    if (observation == Observation.SUCCESS) {
      consecutive5xx = 0;
      consecutiveGateway = 0;
      consecutiveLocal = 0;
      return Detector.NONE;
    }
    consecutive5xx++;
    consecutiveGateway = observation == Observation.SERVER_ERROR ? 0 : consecutiveGateway + 1;
    if (reached(consecutiveGateway, rules.consecutiveGatewayFailures())) {
      consecutiveGateway = 0;
      return Detector.GATEWAY_ERRORS;
    }
    if (reached(consecutive5xx, rules.consecutive5xx())) {
      consecutive5xx = 0;
      return Detector.SERVER_ERRORS;
    }
    return Detector.NONE;
  }

  private static boolean reached(int count, int threshold) {
    return threshold > 0 && count >= threshold;
  }

  public synchronized boolean eject(Outliers rules, long nowNanos) {
    if (out) {
      return false;
    }
    // Every quiet base period since the last return forgives one earlier ejection.
    long quiet = multiplier == 0 ? 0 : (nowNanos - untilNanos) / rules.baseEjection().toNanos();
    multiplier = (int) Math.max(0, multiplier - Math.max(0, quiet)) + 1;
    long most = Math.max(rules.maxEjection().toNanos(), rules.baseEjection().toNanos());
    long wanted = Math.min(most / multiplier, rules.baseEjection().toNanos()) * multiplier;
    untilNanos = nowNanos + wanted;
    consecutive5xx = 0;
    consecutiveGateway = 0;
    consecutiveLocal = 0;
    ejections++;
    out = true;
    return true;
  }

  /// Lets the endpoint return when its time is up.
  public synchronized boolean release(long nowNanos) {
    if (out && nowNanos - untilNanos >= 0) {
      out = false;
      return true;
    }
    return false;
  }

  /// Lets the endpoint return at once, for a cluster that no longer detects outliers.
  public synchronized void pardon() {
    out = false;
  }

  public synchronized long untilNanos() {
    return untilNanos;
  }
}
