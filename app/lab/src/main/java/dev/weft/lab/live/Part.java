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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// One process of a lab, started again when it ends by itself, unless a fault holds it down.
final class Part {
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(8);
  private static final Duration GRACE = Duration.ofSeconds(4);

  /// Whoever ended so often within a moment of its start is not going to run.
  private static final int HOPELESS = 3;

  private static final Duration MOMENT = Duration.ofSeconds(20);

  /// Of its last words these are kept, for whoever asks why it ended.
  private static final int LAST_LINES = 6;

  /// Logs larger than this start anew.
  private static final long LIMIT_LOG_BYTES = 16 << 20;

  private final String name;
  private final List<String> command;
  private final Map<String, String> variables;
  private final Path log;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Deque<String> said = new ArrayDeque<>();
  private Optional<Child> child = Optional.empty();
  private boolean held;
  private int quickEnds;
  private Alteration alteration = Alteration.NONE;
  private int status;
  private volatile Runnable onEnd = () -> {};

  /// What is other than usual, for a fault.
  ///
  /// @param words after the command's own
  /// @param variables beside the usual ones
  record Alteration(List<String> words, Map<String, String> variables) {
    static final Alteration NONE = new Alteration(List.of(), Map.of());

    Alteration {
      words = List.copyOf(words);
      variables = Map.copyOf(variables);
    }
  }

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

  /// Has somebody told whenever it has ended, also by a fault; not when it is stopped for good.
  void whenEnded(Runnable told) {
    onEnd = told;
  }

  /// Why it is not going to run: it ended again and again at once. Empty as long as there is hope.
  synchronized Optional<String> hopeless() {
    return quickEnds < HOPELESS
        ? Optional.empty()
        : Optional.of(
            name
                + " ended "
                + quickEnds
                + " times soon after its start (status "
                + status
                + "); its last words are: "
                + lastWords()
                + "; all of them are in "
                + log);
  }

  /// Starts it and keeps it from then on.
  void start() {
    begin();
    Thread.ofVirtual().name("keep-" + name).start(this::keep);
  }

  private synchronized void begin() {
    if (held || alive() || stopping.getCount() == 0) {
      return;
    }
    try {
      List<String> words = new ArrayList<>(command);
      words.addAll(alteration.words());
      Map<String, String> environment = new TreeMap<>(variables);
      environment.putAll(alteration.variables());
      child = Optional.of(Child.start(new Launch(words, Path.of("/"), environment), lines()));
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
    return line -> {
      out.println(line);
      heard(line);
    };
  }

  /// Under a lock of its own: whoever ends the process holds the other one until it is silent.
  private void heard(String line) {
    synchronized (said) {
      said.addLast(line);
      if (said.size() > LAST_LINES) {
        said.removeFirst();
      }
    }
  }

  private String lastWords() {
    synchronized (said) {
      return said.isEmpty() ? "none" : String.join(" / ", said);
    }
  }

  private void keep() {
    Duration pause = PAUSE;
    Optional<Child> seen = Optional.empty();
    while (stopping.getCount() > 0) {
      Optional<Child> current = current();
      if (!current.equals(seen)) {
        seen = current;
        long began = System.nanoTime();
        int with = current.orElseThrow().exited().join();
        pause = ended(with, System.nanoTime() - began) ? PAUSE : pause;
      }
      if (stopsWithin(pause)) {
        return;
      }
      Duration twice = pause.multipliedBy(2);
      pause = twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
      begin();
    }
  }

  /// Notes an end, and tells of it.
  ///
  /// @return whether it had run for long
  private boolean ended(int with, long nanos) {
    boolean well = nanos > MOMENT.toNanos();
    boolean byItself;
    synchronized (this) {
      byItself = !held && stopping.getCount() > 0;
      status = with;
      quickEnds = well || !byItself ? 0 : quickEnds + 1;
    }
    if (stopping.getCount() > 0) {
      onEnd.run();
    }
    return well;
  }

  private synchronized Optional<Child> current() {
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
    return child.filter(Child::alive).isPresent();
  }

  /// Ends it with SIGKILL and does not start it again until [#release()].
  synchronized void hold() {
    held = true;
    child.ifPresent(running -> running.stop(Duration.ZERO));
  }

  /// Ends it with SIGKILL, and starts it again in another way.
  void alter(Alteration next) {
    hold();
    synchronized (this) {
      alteration = next;
    }
    release();
  }

  /// Lets it start again.
  void release() {
    synchronized (this) {
      held = false;
    }
    begin();
  }

  /// Ends it for good, and returns when it is gone.
  void stop() {
    stopping.countDown();
    current().ifPresent(last -> last.stop(GRACE));
  }
}
