package dev.weft.interop;

import java.util.List;
import java.util.concurrent.TimeUnit;

/// Ends processes, and returns when they are gone: nobody writes into their folders any more.
public final class Ending {
  private static final int GRACE_SECONDS = 20;

  private Ending() {}

  /// With SIGTERM, and with SIGKILL who has not ended in time.
  public static void of(List<Process> processes) {
    processes.forEach(Process::destroy);
    try {
      for (Process process : processes) {
        if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
          process.destroyForcibly().waitFor();
        }
      }
    } catch (InterruptedException interrupted) {
      processes.forEach(Process::destroyForcibly);
      Thread.currentThread().interrupt();
    }
  }

  /// With SIGKILL.
  public static void atOnce(List<Process> processes) {
    processes.forEach(Process::destroyForcibly);
    of(processes);
  }
}
