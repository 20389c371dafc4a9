package dev.weft.controlplane.trust;

import dev.weft.pki.SpiffeBundle;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/// The mesh's own bundle as others are given it. Its sequence number grows with each change, also
/// over restarts (SPIFFE Trust Domain and Bundle, section 4.1.1).
public final class Published {
  private final InstantSource clock;
  private final Duration refresh;
  private SpiffeBundle bundle;

  /// @param refresh how often others should ask
  public Published(List<X509Certificate> roots, InstantSource clock, Duration refresh) {
    this.clock = clock;
    this.refresh = refresh;
    this.bundle = new SpiffeBundle(roots, clock.instant().getEpochSecond(), refresh);
  }

  /// Publishes other roots.
  public synchronized void take(List<X509Certificate> roots) {
    if (!roots.equals(bundle.roots())) {
      long next = Math.max(bundle.sequence() + 1, clock.instant().getEpochSecond());
      bundle = new SpiffeBundle(roots, next, refresh);
    }
  }

  /// The JSON text.
  public synchronized String json() {
    return bundle.json();
  }
}
