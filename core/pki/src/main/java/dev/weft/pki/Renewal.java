package dev.weft.pki;

import java.time.Duration;
import java.time.Instant;

/// When to renew a certificate: at half of its life, a little earlier or later so that workloads
/// started together do not all ask at once.
public final class Renewal {
  /// How much of the life the jitter may add or take away.
  public static final double SPREAD = 0.05;

  private Renewal() {}

  /// The moment to renew.
  ///
  /// @param jitter from -1 to 1; 0 is exactly half
  public static Instant due(Instant notBefore, Instant notAfter, double jitter) {
    Duration life = Duration.between(notBefore, notAfter);
    if (life.isNegative()) {
      return notBefore;
    }
    double part = 0.5 + SPREAD * Math.clamp(jitter, -1.0, 1.0);
    return notBefore.plus(Duration.ofMillis((long) (life.toMillis() * part)));
  }

  /// How long to wait before trying again after `failures` failures in a row: doubling from one
  /// second to a minute, but never past a tenth of what is left of the certificate.
  ///
  /// @param failures at least 1
  /// @param left what is left of the life; zero or less when there is none
  /// @param jitter from -1 to 1
  public static Duration retryAfter(int failures, Duration left, double jitter) {
    long doubled = Math.min(60_000L, 1_000L << Math.min(16, Math.max(0, failures - 1)));
    long bound = left.isNegative() || left.isZero() ? doubled : Math.max(200, left.toMillis() / 10);
    long wait = Math.min(doubled, bound);
    return Duration.ofMillis((long) (wait * (1 + 0.2 * Math.clamp(jitter, -1.0, 1.0))));
  }
}
