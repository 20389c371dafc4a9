package dev.weft.agent.certificate;

import dev.weft.model.Checked;
import dev.weft.pki.Renewal;
import dev.weft.rpc.xds.Secrets;
import dev.weft.xds.Resources;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/// Keeps a certificate current for as long as its thread is not interrupted. While the authority is
/// away, what was served last goes on being served.
public final class Renewing implements Runnable {
  private final Certifier certifier;
  private final Consumer<Resources> serve;
  private final InstantSource clock;
  private final Consumer<String> log;

  private volatile Instant expires = Instant.EPOCH;
  private volatile String refusal = "";
  private Duration life = Duration.ZERO;
  private int failures;
  private boolean alarmed;

  /// @param serve takes each new certificate with its roots
  public Renewing(
      Certifier certifier, Consumer<Resources> serve, InstantSource clock, Consumer<String> log) {
    this.certifier = certifier;
    this.serve = serve;
    this.clock = clock;
    this.log = log;
  }

  @Override
  public void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        Thread.sleep(once());
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /// When the certificate in use ends; [Instant#EPOCH] while there is none.
  public Instant expires() {
    return expires;
  }

  /// Why the last certificate that was asked for did not come; empty when it did, or none was.
  public String refusal() {
    return refusal;
  }

  /// Asks once; how long to wait until the next time.
  private Duration once() {
    return switch (certifier.certify()) {
      case Checked.Valid<Certifier.Certified> good -> took(good.value());
      case Checked.Invalid<Certifier.Certified> bad -> missed(bad.problems().getFirst().toString());
    };
  }

  private Duration took(Certifier.Certified certified) {
    Instant now = clock.instant();
    boolean first = expires.equals(Instant.EPOCH);
    expires = certified.svid().notAfter();
    life = Duration.between(now, expires);
    serve.accept(Secrets.of(certified.svid(), certified.roots()));
    if (first || failures > 0) {
      log.accept("certified as " + certified.svid().identity() + " until " + second(expires));
    }
    failures = 0;
    refusal = "";
    alarmed = false;
    // From now, not from the certificate's beginning, which is set back for slow clocks.
    Instant due = Renewal.due(now, expires, jitter());
    return atLeastAMoment(Duration.between(now, due));
  }

  private Duration missed(String problem) {
    Duration left = Duration.between(clock.instant(), expires);
    failures++;
    refusal = problem;
    if (failures == 1) {
      log.accept(problem);
    }
    boolean late = !life.isZero() && left.compareTo(life.dividedBy(4)) < 0;
    if (late && !alarmed) {
      alarmed = true;
      log.accept(
          "warning: the certificate expires at "
              + second(expires)
              + " and cannot be renewed: "
              + problem);
    }
    return atLeastAMoment(Renewal.retryAfter(failures, left, jitter()));
  }

  private static Duration atLeastAMoment(Duration wait) {
    return wait.compareTo(Duration.ofMillis(100)) < 0 ? Duration.ofMillis(100) : wait;
  }

  private static double jitter() {
    return ThreadLocalRandom.current().nextDouble(-1, 1);
  }

  private static Instant second(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS);
  }
}
