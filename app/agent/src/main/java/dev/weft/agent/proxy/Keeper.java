package dev.weft.agent.proxy;

import dev.weft.host.process.Child;
import dev.weft.host.process.Launch;
import dev.weft.host.process.Lines;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/// Keeps a proxy running: one that ends by itself is started again, ever more slowly while it does
/// not live for long.
public final class Keeper implements AutoCloseable {
  /// The wait before the first restart; doubled by each that follows soon.
  public static final Duration FIRST = Duration.ofMillis(200);

  /// The longest wait.
  public static final Duration LONGEST = Duration.ofSeconds(15);

  /// Whoever lived so long starts anew as if for the first time.
  public static final Duration SETTLED = Duration.ofSeconds(30);

  private static final Duration GRACE = Duration.ofSeconds(5);

  private final Launch launch;
  private final Lines lines;
  private final Consumer<String> log;
  private final Thread thread;
  private Optional<Child> child = Optional.empty();
  private boolean stopping;
  private volatile int starts;

  private Keeper(Launch launch, Lines lines, Consumer<String> log) {
    this.launch = launch;
    this.lines = lines;
    this.log = log;
    this.thread = Thread.ofVirtual().name("proxy-keeper").unstarted(this::keep);
  }

  /// Starts it. What the proxy prints goes to `lines`.
  public static Keeper start(Launch launch, Lines lines, Consumer<String> log) {
    Keeper keeper = new Keeper(launch, lines, log);
    keeper.thread.start();
    return keeper;
  }

  /// How long to wait after that many ends in a row.
  static Duration after(int ends) {
    Duration wait = FIRST.multipliedBy(1L << Math.min(Math.max(ends, 1) - 1, 20));
    return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
  }

  private void keep() {
    int ends = 0;
    try {
      while (!stopped()) {
        long begun = System.nanoTime();
        String how = once();
        if (stopped()) {
          return;
        }
        boolean settled = System.nanoTime() - begun > SETTLED.toNanos();
        ends = settled ? 1 : ends + 1;
        Duration wait = after(ends);
        log.accept("the proxy ended (" + how + "); again in " + wait.toMillis() + " ms");
        Thread.sleep(wait);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /// One life of the proxy; how it ended.
  private String once() throws InterruptedException {
    try {
      Optional<Child> running = begin();
      return running.isEmpty() ? "stopped" : ended(running.get());
    } catch (IOException gone) {
      return "it cannot be started: " + gone.getMessage();
    }
  }

  private synchronized Optional<Child> begin() throws IOException {
    if (stopping) {
      return Optional.empty();
    }
    starts++;
    child = Optional.of(Child.start(launch, lines));
    return child;
  }

  private static String ended(Child running) throws InterruptedException {
    try {
      int status = running.exited().get();
      return status > 128 ? "signal " + (status - 128) : "status " + status;
    } catch (ExecutionException failed) {
      return String.valueOf(failed.getCause());
    }
  }

  private synchronized boolean stopped() {
    return stopping;
  }

  /// How often it was started.
  public int starts() {
    return starts;
  }

  /// Its process now; empty before the first start.
  public synchronized Optional<Child> child() {
    return child;
  }

  /// Ends it for good and returns when it is gone.
  @Override
  public void close() {
    Optional<Child> running;
    synchronized (this) {
      stopping = true;
      running = child;
    }
    thread.interrupt();
    running.ifPresent(each -> each.stop(GRACE));
  }
}
