package dev.weft.proxy;

import dev.weft.host.Environment;
import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import dev.weft.host.Running;
import dev.weft.proxy.training.Rehearsal;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// `weft proxy --train`: a proxy calls itself for a while through all that a sidecar uses, so that
/// the virtual machine can record what the next start will need.
final class Training {
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(12);

  private Training() {}

  static Running run(Settings settings, Environment environment) {
    try (Rehearsal rehearsal = Rehearsal.prepare()) {
      Settings own =
          new Settings(
              "",
              settings.concurrency(),
              settings.drain(),
              Duration.ofSeconds(1),
              Settings.Mode.SERVE);
      try (Proxy proxy = Proxy.start(rehearsal.bootstrap(), own, environment)) {
        proxy.live().get(20, TimeUnit.SECONDS);
        int answered = rehearsal.play(LONG_ENOUGH, proxy.adminAddress().orElseThrow().getPort());
        environment.out().println("training: " + answered + " requests answered");
      }
      return new Ended(Exit.OK);
    } catch (IOException | ExecutionException | TimeoutException failed) {
      throw Refusal.because(Exit.FAILED, "the training failed: " + failed);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw Refusal.because(Exit.INTERRUPTED, "the training was interrupted");
    }
  }
}
