package dev.weft.rpc.xds;

import java.time.Duration;

/// How long to wait before connecting again: doubling, with jitter, as Envoy does by default.
///
/// @param first after the first failure
/// @param longest never more
public record Backoff(Duration first, Duration longest) {
  /// 200 milliseconds to 15 seconds.
  public static final Backoff DEFAULT = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(15));

  /// The wait after that many failures in a row.
  ///
  /// @param failures at least 1
  /// @param random from 0 to 1; the wait is between half and all of the doubled time
  public Duration after(int failures, double random) {
    long doubled = first.toMillis() << Math.min(20, Math.max(0, failures - 1));
    long bounded = Math.min(doubled, longest.toMillis());
    return Duration.ofMillis((long) (bounded * (0.5 + 0.5 * Math.clamp(random, 0.0, 1.0))));
  }
}
