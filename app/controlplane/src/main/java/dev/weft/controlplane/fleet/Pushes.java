package dev.weft.controlplane.fleet;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Who is to be told of a change, in order: each client waits at most once, however many changes
/// come meanwhile, and gets the newest world when its turn comes.
final class Pushes implements AutoCloseable {
  private final Consumer<Client> push;
  private final Pace pace;
  private final FleetMetrics metrics;
  private final int workers = Math.max(1, Runtime.getRuntime().availableProcessors());
  private final ExecutorService pool =
      Executors.newFixedThreadPool(
          workers, Thread.ofPlatform().daemon().name("push-", 0).factory());
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("push-pace").factory());

  private final ArrayDeque<Client> order = new ArrayDeque<>();
  private final Map<Client, Long> waitingSince = new HashMap<>();
  private int working;
  private long lastFire = System.nanoTime() - TimeUnit.HOURS.toNanos(1);
  private long firstWaiting;
  private boolean armed;

  Pushes(Consumer<Client> push, Pace pace, FleetMetrics metrics) {
    this.push = push;
    this.pace = pace;
    this.metrics = metrics;
  }

  /// The world is another one.
  synchronized void changed(Supplier<Collection<Client>> everybody) {
    long now = System.nanoTime();
    if (armed) {
      return;
    }
    firstWaiting = now;
    long wait = pace.wait(now, lastFire, firstWaiting).toNanos();
    if (wait == 0) {
      fire(everybody, now);
    } else {
      armed = true;
      var _ = timer.schedule(() -> fireLater(everybody), wait, TimeUnit.NANOSECONDS);
    }
  }

  private synchronized void fireLater(Supplier<Collection<Client>> everybody) {
    armed = false;
    fire(everybody, firstWaiting);
  }

  private void fire(Supplier<Collection<Client>> everybody, long since) {
    lastFire = System.nanoTime();
    metrics.debounced(lastFire - since);
    everybody.get().forEach(client -> enqueue(client, since));
  }

  /// A client is new.
  synchronized void joined(Client client) {
    enqueue(client, System.nanoTime());
  }

  private void enqueue(Client client, long since) {
    if (waitingSince.putIfAbsent(client, since) == null) {
      order.add(client);
      if (working < workers && !pool.isShutdown()) {
        working++;
        pool.execute(this::work);
      }
    }
  }

  private void work() {
    while (true) {
      Client next;
      long since;
      synchronized (this) {
        if (order.isEmpty()) {
          working--;
          return;
        }
        next = order.remove();
        since = Objects.requireNonNull(waitingSince.remove(next));
      }
      long begin = System.nanoTime();
      push.accept(next);
      metrics.pushed(begin - since, System.nanoTime() - since);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
    pool.shutdownNow();
  }
}
