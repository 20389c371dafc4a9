package dev.weft.bench.macro.load;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/// Waiting of the thread that directs a benchmark.
public final class Waiting {
  private Waiting() {}

  public static void millis(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", interrupted);
    }
  }

  public static void on(Future<?> done) {
    try {
      done.get();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", interrupted);
    } catch (ExecutionException failed) {
      throw new IllegalStateException(failed.getCause());
    }
  }
}
