package dev.weft.cli.run;

import dev.weft.host.Running;
import dev.weft.host.process.Child;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/// Something started: a child process, or a program of this process.
interface Live {
  /// How long a part may take to end by itself when asked. `weft down` waits for three such times,
  /// as applications, proxies and the control plane end one after the other.
  Duration GRACE = Duration.ofSeconds(3);

  /// The process that it runs in.
  long pid();

  /// Completes with its exit status.
  CompletableFuture<Integer> ended();

  /// Ends it and returns when it has ended: a process by force after [#GRACE]; what runs in this
  /// process is left to end with it then.
  void stop();

  static Live of(Child child) {
    return new Live() {
      @Override
      public long pid() {
        return child.pid();
      }

      @Override
      public CompletableFuture<Integer> ended() {
        return child.exited();
      }

      @Override
      public void stop() {
        child.stop(GRACE);
      }
    };
  }

  static Live of(Running running) {
    return new Live() {
      @Override
      public long pid() {
        return ProcessHandle.current().pid();
      }

      @Override
      public CompletableFuture<Integer> ended() {
        return running.ended().thenApply(exit -> exit.status());
      }

      @Override
      public void stop() {
        Thread stopping = Thread.ofVirtual().start(running::stop);
        try {
          stopping.join(GRACE);
        } catch (InterruptedException interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    };
  }
}
