package dev.weft.lab.live;

import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import dev.weft.host.process.Child;
import dev.weft.host.process.Launch;
import dev.weft.host.process.Lines;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One process of a lab, started again when it ends by itself, unless a fault holds it down.
final class Part {
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(8);
  private static final Duration GRACE = Duration.ofSeconds(4);

  /// Logs larger than this start anew.
  private static final long LIMIT_LOG_BYTES = 16 << 20;

  private final String name;
  private final List<String> command;
  private final Map<String, String> variables;
  private final Path log;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private @Nullable Child child;
  private boolean held;

  /// @param variables beside PATH and HOME
  Part(String name, List<String> command, Map<String, String> variables, Path log) {
    this.name = name;
    this.command = List.copyOf(command);
    this.variables = new TreeMap<>(variables);
    this.variables.putIfAbsent("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    this.variables.putIfAbsent("HOME", "/tmp");
    this.variables.putIfAbsent("LANG", "C.UTF-8");
    this.log = log;
  }

  String name() {
    return name;
  }

  /// Starts it and keeps it from then on.
  void start() {
    begin();
    Thread.ofVirtual().name("keep-" + name).start(this::keep);
  }

  private synchronized void begin() {
    if (held || stopping.getCount() == 0) {
      return;
    }
    try {
      child = Child.start(new Launch(command, Path.of("/"), variables), lines());
    } catch (IOException failed) {
      throw Refusal.because(Exit.FAILED, name + " cannot be started: " + failed.getMessage());
    }
  }

  private Lines lines() throws IOException {
    Path folder = log.getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    if (Files.exists(log) && Files.size(log) > LIMIT_LOG_BYTES) {
      Files.delete(log);
    }
    PrintStream out =
        new PrintStream(
            Files.newOutputStream(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
            true,
            StandardCharsets.UTF_8);
    return out::println;
  }

  private void keep() {
    Duration pause = PAUSE;
    while (stopping.getCount() > 0) {
      Child current = current();
      long began = System.nanoTime();
      if (current != null) {
        current.exited().join();
      }
      boolean well = System.nanoTime() - began > Duration.ofSeconds(20).toNanos();
      pause = well ? PAUSE : pause;
      if (stopsWithin(pause)) {
        return;
      }
      Duration twice = pause.multipliedBy(2);
      pause = twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
      begin();
    }
  }

  private synchronized @Nullable Child current() {
    return child;
  }

  private boolean stopsWithin(Duration pause) {
    try {
      return stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  synchronized boolean alive() {
    return child != null && child.alive();
  }

  /// Ends it with SIGKILL and does not start it again until [#release()].
  synchronized void hold() {
    held = true;
    if (child != null) {
      child.stop(Duration.ZERO);
    }
  }

  /// Lets it start again.
  void release() {
    synchronized (this) {
      held = false;
    }
    if (!alive()) {
      begin();
    }
  }

  /// Ends it for good, and returns when it is gone.
  void stop() {
    stopping.countDown();
    Child last = current();
    if (last != null) {
      last.stop(GRACE);
    }
  }
}
