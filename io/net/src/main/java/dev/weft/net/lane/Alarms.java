package dev.weft.net.lane;

import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A wheel of alarms for one event loop: arming and disarming cost a few writes and no system call,
/// because timeouts are armed for every request and hardly ever ring.
///
/// Coarse on purpose; exact delays are the event loop's own business.
public final class Alarms {
  /// The wheel's resolution.
  static final long TICK_NANOS = 10_000_000L;

  private static final int SLOTS = 512;

  /// A turn that comes later than this comes after a stall of the loop.
  private static final long LATE_NANOS = 5 * TICK_NANOS;

  private final EventLoop loop;
  private final long originNanos = System.nanoTime();
  private final @Nullable Alarm[] slots = new @Nullable Alarm[SLOTS];
  private long ticked;
  private int armed;
  private boolean ticking;
  private boolean putOff;
  private long dueNanos;

  public Alarms(EventLoop loop) {
    this.loop = loop;
  }

  /// Lets `alarm` ring after `delayNanos`, and not at an earlier time it may have been armed for.
  public void arm(Alarm alarm, long delayNanos) {
    alarm.disarm();
    if (!ticking) {
      ticked = now();
      ticking = true;
      schedule();
    }
    long ticks = Math.max(1, (delayNanos + TICK_NANOS - 1) / TICK_NANOS);
    alarm.tick = now() + ticks + 1;
    alarm.wheel = this;
    int slot = (int) (alarm.tick % SLOTS);
    Alarm head = slots[slot];
    alarm.after = head;
    if (head != null) {
      head.before = alarm;
    }
    slots[slot] = alarm;
    armed++;
  }

  void remove(Alarm alarm) {
    Alarm before = alarm.before;
    Alarm after = alarm.after;
    if (before == null) {
      slots[(int) (alarm.tick % SLOTS)] = after;
    } else {
      before.after = after;
    }
    if (after != null) {
      after.before = before;
    }
    alarm.before = null;
    alarm.after = null;
    alarm.wheel = null;
    armed--;
  }

  private long now() {
    return (System.nanoTime() - originNanos) / TICK_NANOS;
  }

  private void schedule() {
    dueNanos = System.nanoTime() + TICK_NANOS;
    loop.schedule(this::turn, TICK_NANOS, TimeUnit.NANOSECONDS);
  }

  /// After a stall the loop looks at its connections first: what was waited for may have come in
  /// time, and lie there unread. A turn is put off once at most, however slow the loop is.
  private void turn() {
    putOff = !putOff && System.nanoTime() - dueNanos > LATE_NANOS;
    if (putOff) {
      schedule();
      return;
    }
    long until = now();
    long from = Math.max(ticked + 1, until - SLOTS + 1);
    for (long tick = from; tick <= until; tick++) {
      ring((int) (tick % SLOTS), until);
    }
    ticked = until;
    ticking = armed > 0;
    if (ticking) {
      schedule();
    }
  }

  /// What rings may disarm its neighbours, so the slot is searched anew after each.
  private void ring(int slot, long until) {
    Alarm alarm = slots[slot];
    while (alarm != null) {
      if (alarm.tick <= until) {
        remove(alarm);
        alarm.ring();
        alarm = slots[slot];
      } else {
        alarm = alarm.after;
      }
    }
  }
}
