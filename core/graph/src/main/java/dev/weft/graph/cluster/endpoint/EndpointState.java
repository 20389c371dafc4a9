package dev.weft.graph.cluster.endpoint;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import org.jspecify.annotations.Nullable;

/// The live cell of one endpoint: requests under way, and what outlier detection holds against it.
/// Kept small, for there are as many as endpoints.
public final class EndpointState {
  private static final AtomicIntegerFieldUpdater<EndpointState> ACTIVE =
      AtomicIntegerFieldUpdater.newUpdater(EndpointState.class, "active");
  private static final AtomicLongFieldUpdater<EndpointState> TOTAL =
      AtomicLongFieldUpdater.newUpdater(EndpointState.class, "total");
  private static final AtomicLongFieldUpdater<EndpointState> ERRORS =
      AtomicLongFieldUpdater.newUpdater(EndpointState.class, "errors");
  private static final long UNUSED = Long.MIN_VALUE;

  private volatile int active;
  private volatile long total;
  private volatile long errors;
  private volatile long firstUseNanos = UNUSED;
  private volatile @Nullable Ejection ejection;

  /// How long ago the endpoint was first considered; the first call begins that time.
  public long ageNanos(long nowNanos) {
    long first = firstUseNanos;
    if (first == UNUSED) {
      firstUseNanos = nowNanos == UNUSED ? nowNanos + 1 : nowNanos;
      return 0;
    }
    return nowNanos - first;
  }

  /// A request (or TCP connection) begins. Every call is paired with one of [#end(boolean)].
  public void begin() {
    ACTIVE.getAndIncrement(this);
    TOTAL.getAndIncrement(this);
  }

  /// It is over.
  ///
  /// @param failed whether it counts as an error in statistics
  public void end(boolean failed) {
    ACTIVE.getAndDecrement(this);
    if (failed) {
      ERRORS.getAndIncrement(this);
    }
  }

  /// Requests under way.
  public int active() {
    return active;
  }

  public long total() {
    return total;
  }

  public long errors() {
    return errors;
  }

  /// Whether outlier detection says that no request should go there.
  public boolean out() {
    Ejection known = ejection;
    return known != null && known.out();
  }

  /// What outlier detection knows; empty while there has been nothing to note.
  public Optional<Ejection> ejection() {
    return Optional.ofNullable(ejection);
  }

  /// The memory of outlier detection, made when there is none yet.
  public synchronized Ejection noted() {
    Ejection known = ejection;
    if (known == null) {
      known = new Ejection();
      ejection = known;
    }
    return known;
  }
}
