package dev.weft.graph.cluster;

import dev.weft.graph.exchange.Tally;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/// The live cell of a cluster: what is under way, held against [Limits]. Every successful `tryX` is
/// paired with one `xEnd`.
public final class Usage {
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger pending = new AtomicInteger();
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger retries = new AtomicInteger();
  private final LongAdder dialled = new LongAdder();
  private final LongAdder overflows = new LongAdder();
  private final Tally<Count> tally = new Tally<>(Count.class);

  /// What else is counted of connections to the cluster, by the names that Envoy's statistics have.
  public enum Count {
    UPSTREAM_CX_HTTP1_TOTAL,
    UPSTREAM_CX_HTTP2_TOTAL,
    UPSTREAM_CX_RX_BYTES_TOTAL,
    UPSTREAM_CX_TX_BYTES_TOTAL,
    UPSTREAM_CX_CONNECT_TIMEOUT,
    UPSTREAM_CX_DESTROY_LOCAL,
    UPSTREAM_CX_DESTROY_REMOTE,
    UPSTREAM_CX_IDLE_TIMEOUT,
    UPSTREAM_CX_MAX_DURATION_REACHED,
    UPSTREAM_CX_MAX_REQUESTS,
    UPSTREAM_CX_OVERFLOW,
    UPSTREAM_RQ_CANCELLED,
    UPSTREAM_RQ_PENDING_TOTAL,
    UPSTREAM_RQ_PENDING_FAILURE_EJECT,
    UPSTREAM_RQ_PER_TRY_TIMEOUT,
    UPSTREAM_RQ_PER_TRY_IDLE_TIMEOUT
  }

  public Tally<Count> tally() {
    return tally;
  }

  /// Whether one more connection may be opened (Envoy lets an endpoint without connection have one
  /// in any case; that is the pool's business).
  public boolean tryConnection(Limits limits) {
    boolean within = take(connections, limits.connections());
    if (within) {
      dialled.increment();
    }
    return within;
  }

  public void connectionEnd() {
    connections.getAndDecrement();
  }

  public boolean tryPending(Limits limits) {
    return take(pending, limits.pendingRequests());
  }

  public void pendingEnd() {
    pending.getAndDecrement();
  }

  public boolean tryRequest(Limits limits) {
    return take(requests, limits.requests());
  }

  public void requestEnd() {
    requests.getAndDecrement();
  }

  /// Whether one more retry may start: within the budget where there is one, else within the plain
  /// limit as well as Weft's default budget.
  public boolean tryRetry(Limits limits) {
    Limits.RetryBudget budget = limits.retryBudget();
    int under = requests.get() + pending.get();
    int allowed = Math.max(budget.minimum(), (int) (under * budget.percent() / 100));
    return take(
        retries, limits.budget().isPresent() ? allowed : Math.min(limits.retries(), allowed));
  }

  /// As that for a request that reached nobody, because no connection could be made. It adds no
  /// load, so only what is configured limits it.
  public boolean tryUnsent(Limits limits) {
    return limits.budget().isPresent() ? tryRetry(limits) : take(retries, limits.retries());
  }

  public void retryEnd() {
    retries.getAndDecrement();
  }

  public int connections() {
    return connections.get();
  }

  public int pending() {
    return pending.get();
  }

  public int requests() {
    return requests.get();
  }

  public int retries() {
    return retries.get();
  }

  /// How many connections were ever tried within the limit.
  public long dialled() {
    return dialled.sum();
  }

  /// How often a limit refused.
  public long overflows() {
    return overflows.sum();
  }

  private boolean take(AtomicInteger counter, int limit) {
    if (counter.incrementAndGet() > limit) {
      counter.getAndDecrement();
      overflows.increment();
      return false;
    }
    return true;
  }
}
