package dev.weft.net.exchange;

import dev.weft.graph.exchange.ResponseFlag;
import dev.weft.graph.route.Timeouts;
import dev.weft.net.lane.Alarm;
import dev.weft.net.lane.Alarms;
import org.jspecify.annotations.Nullable;

/// The timeouts of one exchange. Nothing is armed, nor even made, for those that are not set.
final class Deadlines {
  private final Exchange exchange;
  private final Alarms alarms;
  private Timeouts timeouts = Timeouts.NONE;
  private @Nullable Alarm whole;
  private @Nullable Alarm idle;
  private @Nullable Alarm longest;
  private @Nullable Alarm attempt;
  private long touchedNanos;

  Deadlines(Exchange exchange, Alarms alarms) {
    this.exchange = exchange;
    this.alarms = alarms;
  }

  void start(Timeouts set, boolean requestEnded) {
    timeouts = set;
    if (set.idleNanos() > 0) {
      touchedNanos = System.nanoTime();
      idle = new Idle();
      alarms.arm(idle, set.idleNanos());
    }
    if (set.maxStreamNanos() > 0) {
      longest =
          alarm(() ->
              exchange.timedOut(
                  exchange.requestEnded() ? 504 : 408,
                  ResponseFlag.DT,
                  "max_duration_timeout",
                  "stream timeout"));
      alarms.arm(longest, set.maxStreamNanos());
    }
    if (requestEnded) {
      armWhole();
    }
  }

  private void armWhole() {
    if (timeouts.requestNanos() > 0 && whole == null) {
      whole =
          alarm(() ->
              exchange.timedOut(
                  504, ResponseFlag.UT, "response_timeout", "upstream request timeout"));
      alarms.arm(whole, timeouts.requestNanos());
    }
  }

  /// The request has been read to its end, which is where its timeouts begin.
  void requestEnded(long perTryNanos) {
    armWhole();
    attempt(perTryNanos, true);
  }

  /// An attempt is under way.
  void attempt(long perTryNanos, boolean requestEnded) {
    if (perTryNanos > 0 && requestEnded) {
      if (attempt == null) {
        attempt = alarm(exchange::attemptTimedOut);
      }
      if (!attempt.armed()) {
        alarms.arm(attempt, perTryNanos);
      }
    }
  }

  /// The attempt was answered or given up.
  void attemptOver() {
    if (attempt != null) {
      attempt.disarm();
    }
  }

  /// Something moved.
  void touch() {
    if (idle != null) {
      touchedNanos = System.nanoTime();
    }
  }

  void stop() {
    disarm(whole);
    disarm(idle);
    disarm(longest);
    disarm(attempt);
  }

  private static void disarm(@Nullable Alarm alarm) {
    if (alarm != null) {
      alarm.disarm();
    }
  }

  private static Alarm alarm(Runnable action) {
    return new Alarm() {
      @Override
      protected void ring() {
        action.run();
      }
    };
  }

  private final class Idle extends Alarm {
    @Override
    protected void ring() {
      long quiet = System.nanoTime() - touchedNanos;
      if (quiet < timeouts.idleNanos()) {
        alarms.arm(this, timeouts.idleNanos() - quiet);
      } else {
        exchange.timedOut(
            exchange.requestEnded() ? 504 : 408,
            ResponseFlag.SI,
            "stream_idle_timeout",
            "stream timeout");
      }
    }
  }
}
