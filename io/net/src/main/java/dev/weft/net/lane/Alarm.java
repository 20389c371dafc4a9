package dev.weft.net.lane;

import org.jspecify.annotations.Nullable;

/// Something to be done at a time, unless it is disarmed first. Armed again it moves; confined to
/// the loop of its [Alarms].
public abstract class Alarm {
  @Nullable Alarm before;
  @Nullable Alarm after;
  @Nullable Alarms wheel;
  long tick;

  /// Called once, on the loop, not before its time and at most about two ticks after it.
  protected abstract void ring();

  /// Whether it is going to ring.
  public final boolean armed() {
    return wheel != null;
  }

  /// Makes sure that it does not ring; harmless when it is not armed.
  public final void disarm() {
    Alarms armed = wheel;
    if (armed != null) {
      armed.remove(this);
    }
  }
}
