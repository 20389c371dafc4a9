package dev.weft.controlplane.fleet;

import java.time.Duration;

/// When changes are pushed: at once after quiet, together while they come in a stream.
///
/// @param quiet without a change for this long, the next one is pushed at once
/// @param gather in a stream of changes, how long to wait for the next one
/// @param longest a change never waits longer
public record Pace(Duration quiet, Duration gather, Duration longest) {
  /// At once after 50 ms of quiet; else 10 ms after the last change, at most 100 ms.
  public static final Pace DEFAULT =
      new Pace(Duration.ofMillis(50), Duration.ofMillis(10), Duration.ofMillis(100));

  /// How long to wait with a push.
  ///
  /// @param now when the newest change came, in nanoseconds of some clock
  /// @param lastPush when the last push began
  /// @param firstWaiting when the oldest change that waits came
  public Duration wait(long now, long lastPush, long firstWaiting) {
    if (now - lastPush >= quiet.toNanos()) {
      return Duration.ZERO;
    }
    long patience = longest.toNanos() - (now - firstWaiting);
    return Duration.ofNanos(Math.clamp(patience, 0, gather.toNanos()));
  }
}
