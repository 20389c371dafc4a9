package dev.weft.controlplane.authority;

import dev.weft.controlplane.config.Worlds;
import dev.weft.model.Checked;
import dev.weft.model.Problem;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Follows the authority that the operator brought while the control plane runs: roots are rotated
/// by writing its parts anew. What cannot be used is told, and the last good one goes on signing;
/// so does the last one when its parts are removed.
public final class Rotation implements AutoCloseable {
  private static final long INTERVAL_MILLIS = 1_000;
  private static final String NOTE = "authority";

  private final MeshAuthority authority;
  private final Source source;
  private final Worlds worlds;
  private final Runnable changed;
  private final PrintStream log;
  private final ScheduledExecutorService order =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("authority").factory());
  private Optional<PluggedAuthority> seen = Optional.empty();

  /// Where the authority is brought.
  public interface Source {
    /// What is there now; empty for nothing.
    Optional<PluggedAuthority> read() throws IOException;
  }

  private Rotation(
      MeshAuthority authority, Source source, Worlds worlds, Runnable changed, PrintStream log) {
    this.authority = authority;
    this.source = source;
    this.worlds = worlds;
    this.changed = changed;
    this.log = log;
  }

  /// Looks now and then.
  ///
  /// @param changed run after the mesh signs or believes differently
  public static Rotation follow(
      MeshAuthority authority, Source source, Worlds worlds, Runnable changed, PrintStream log) {
    Rotation rotation = new Rotation(authority, source, worlds, changed, log);
    var _ =
        rotation.order.scheduleWithFixedDelay(
            rotation::look, 0, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
    return rotation;
  }

  private void look() {
    try {
      Optional<PluggedAuthority> now = source.read();
      if (now.isPresent() && !now.equals(seen)) {
        seen = now;
        take(now.get());
      }
    } catch (IOException unreadable) {
      seen = Optional.empty();
      note(
          List.of(
              unusable(
                  "it cannot be read: " + unreadable.getMessage(),
                  "see that all its files are there and can be read")));
    }
  }

  private void take(PluggedAuthority brought) {
    switch (authority.take(brought)) {
      case Checked.Invalid<Boolean> bad -> {
        Problem why = bad.problems().getFirst();
        note(List.of(unusable(why.cause(), why.remedy())));
      }
      case Checked.Valid<Boolean> good -> {
        note(List.of());
        if (good.value()) {
          log.println(
              "certificates are signed by "
                  + authority.issuer()
                  + " from now on, and the roots of the mesh are "
                  + authority.bundle().of(authority.trustDomain()).size());
          changed.run();
        }
      }
    }
  }

  private static Problem unusable(String cause, String remedy) {
    return Problem.error(
        Problem.Code.INVALID_VALUE,
        "cacerts",
        "the authority that was brought cannot be used, and the last good one goes on signing: "
            + cause,
        remedy);
  }

  private void note(List<Problem> problems) {
    worlds.note(NOTE, problems);
  }

  @Override
  public void close() {
    order.shutdownNow();
  }
}
