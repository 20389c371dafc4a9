package dev.weft.host.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A child process in a session and group of its own, so that Ctrl-C reaches it through us and a
/// signal reaches its own children too. It does not outlive this process (see [Guardian]).
public final class Child {
  private static final boolean DEATH_SIGNAL = Files.isExecutable(Path.of("/usr/bin/setpriv"));

  private final Process process;
  private final CompletableFuture<Integer> exited;

  private Child(Process process, CompletableFuture<Integer> exited) {
    this.process = process;
    this.exited = exited;
  }

  /// Starts a process whose standard output and error go to `lines`; its standard input is empty.
  ///
  /// @throws IOException when the program does not exist or cannot be started
  public static Child start(Launch launch, Lines lines) throws IOException {
    if (launch.program().isEmpty()) {
      throw new IOException("there is no program " + launch.command().getFirst());
    }
    List<String> command = new ArrayList<>(List.of("setsid"));
    if (DEATH_SIGNAL) {
      command.addAll(List.of("/usr/bin/setpriv", "--pdeathsig", "KILL", "--"));
    }
    command.addAll(launch.command());
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(launch.workingDirectory().toFile())
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    builder.environment().clear();
    builder.environment().putAll(launch.variables());
    Guardian guardian = Guardian.ofProcess();
    Process process = guardian.start(builder);
    guardian.watch(process.pid());
    Thread out = pump(process.getInputStream(), lines);
    Thread error = pump(process.getErrorStream(), lines);
    CompletableFuture<Integer> exited =
        process
            .onExit()
            .thenApplyAsync(
                ended -> {
                  // What it left behind in its group ends with it: the group is ours.
                  Signal.KILL.toGroup(ended.pid());
                  guardian.forget(ended.pid());
                  join(out);
                  join(error);
                  return ended.exitValue();
                },
                task -> Thread.ofVirtual().start(task));
    return new Child(process, exited);
  }

  /// On a thread of its own: reading a pipe holds on to the carrier of a virtual thread, and as
  /// many silent children as there are processors would hold them all.
  private static Thread pump(InputStream stream, Lines lines) {
    return Thread.ofPlatform()
        .daemon()
        .name("weft-child-output")
        .start(() -> {
          try {
            Lines.pump(stream, lines);
          } catch (IOException broken) {
            lines.line("(output lost: " + broken.getMessage() + ")");
          } catch (UncheckedIOException refused) {
            lines.line("(output lost: " + refused.getMessage() + ")");
          }
        });
  }

  private static void join(Thread thread) {
    try {
      thread.join(Duration.ofSeconds(2));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  public long pid() {
    return process.pid();
  }

  public boolean alive() {
    return process.isAlive();
  }

  /// Completes with its exit status (128 + the signal's number when a signal ended it), after its
  /// last line has been handed on.
  public CompletableFuture<Integer> exited() {
    return exited;
  }

  /// Asks it to end with SIGTERM without waiting.
  public void terminate() {
    if (process.isAlive()) {
      send(Signal.TERM);
    }
  }

  /// Ends it: SIGTERM to its group, and SIGKILL to what is left after `grace`. Returns when it is
  /// gone.
  public void stop(Duration grace) {
    terminate();
    if (!gone(grace)) {
      send(Signal.KILL);
      gone(Duration.ofSeconds(5));
    }
  }

  /// To its group, or, in the first moment of its life, when it has not made one yet, to itself.
  private void send(Signal signal) {
    if (!signal.toGroup(process.pid()) && process.isAlive()) {
      signal.to(process.pid());
    }
  }

  private boolean gone(Duration patience) {
    try {
      exited.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException still) {
      return false;
    } catch (ExecutionException failed) {
      throw new IllegalStateException("lost track of process " + process.pid(), failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
