package dev.weft.proxy.admin;

import java.util.concurrent.atomic.AtomicReference;

/// How far the process has come: it only ever goes forward.
public final class Lifecycle {
  /// In order; `number` is what Envoy's statistic `server.state` shows.
  public enum State {
    INITIALIZING(3),
    LIVE(0),
    DRAINING(1);

    private final int number;

    State(int number) {
      this.number = number;
    }

    public int number() {
      return number;
    }
  }

  private final AtomicReference<State> state = new AtomicReference<>(State.INITIALIZING);
  private final long startedNanos;

  public Lifecycle(long startedNanos) {
    this.startedNanos = startedNanos;
  }

  /// When it started, of the monotonic clock.
  public long startedNanos() {
    return startedNanos;
  }

  public State state() {
    return state.get();
  }

  /// Everything that was asked for at start is there. Nothing happens when it was so already.
  ///
  /// @return whether this call made it so
  public boolean live() {
    return state.compareAndSet(State.INITIALIZING, State.LIVE);
  }

  public void draining() {
    state.set(State.DRAINING);
  }

  /// Seconds since the start.
  public long uptimeSeconds(long nowNanos) {
    return (nowNanos - startedNanos) / 1_000_000_000L;
  }
}
