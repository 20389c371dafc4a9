package dev.weft.cli.run;

import dev.weft.host.Refusal;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Keeps one part running: starts it, and again after it has ended, waiting longer each time.
final class Keeper {
  /// Starts the part anew.
  interface Starter {
    Live start() throws IOException;
  }

  /// Hears what becomes of the part. Called from the keeper's own thread.
  interface Listener {
    void up(Live live);

    /// @param why such as `exited with status 1`
    void down(String why, Duration pause);
  }

  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /// A part that ran this long is taken to be well, and the next pause is the first one again.
  private static final Duration WELL = Duration.ofSeconds(20);

  private final String name;
  private final Starter starter;
  private final Listener listener;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private @Nullable Live live;

  Keeper(String name, Starter starter, Listener listener) {
    this.name = name;
    this.starter = starter;
    this.listener = listener;
  }

  /// Starts the part for the first time, and keeps it from then on.
  ///
  /// @throws Refusal when it cannot be started at all
  void start() {
    Live first;
    try {
      first = starter.start();
    } catch (IOException failed) {
      throw Refusal.because(dev.weft.host.Exit.FAILED, name + ": " + failed.getMessage());
    }
    became(first);
    Thread.ofVirtual().name("keep-" + name).start(() -> keep(first));
  }

  private synchronized void became(Live started) {
    live = started;
    listener.up(started);
    if (stopping.getCount() == 0) {
      // Told to stop while it was starting.
      started.stop();
    }
  }

  private void keep(Live first) {
    Live current = first;
    Duration pause = FIRST_PAUSE;
    while (true) {
      long began = System.nanoTime();
      int status = status(current);
      if (stopping.getCount() == 0) {
        return;
      }
      boolean well = System.nanoTime() - began > WELL.toNanos();
      pause = well ? FIRST_PAUSE : pause;
      String why = ending(status);
      while (true) {
        listener.down(why, pause);
        if (stopsWithin(pause)) {
          return;
        }
        pause = longer(pause);
        try {
          current = starter.start();
          break;
        } catch (IOException | Refusal failed) {
          why = "cannot be started: " + failed.getMessage();
        }
      }
      became(current);
    }
  }

  private static int status(Live live) {
    try {
      return live.ended().join();
    } catch (CompletionException broken) {
      return 1;
    }
  }

  private static String ending(int status) {
    return status > 128 ? "was ended by signal " + (status - 128) : "exited with status " + status;
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
  }

  private boolean stopsWithin(Duration pause) {
    try {
      return stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /// Ends the part for good and returns when it is gone.
  void stop() {
    Live last;
    synchronized (this) {
      stopping.countDown();
      last = live;
    }
    if (last != null) {
      last.stop();
    }
  }
}
