package dev.weft.interop;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Calls at a steady rate in the background, each with its outcome. A machine that cannot keep up
/// makes fewer: a call is left out while too many are under way.
final class SteadyCalls implements AutoCloseable {
  private static final int OUTCOMES_LIMIT = 100_000;
  private static final int UNDER_WAY_LIMIT = 64;

  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final ConcurrentLinkedQueue<Outcome> outcomes = new ConcurrentLinkedQueue<>();
  private final Semaphore underWay = new Semaphore(UNDER_WAY_LIMIT);
  private final HttpClient client;

  /// One call: when it began, who answered (or the error), and the status (0 for an error).
  record Outcome(long startNanos, int status, String answeredBy) {
    boolean failed() {
      return status < 200 || status > 299;
    }
  }

  private SteadyCalls(HttpClient client) {
    this.client = client;
  }

  static SteadyCalls start(HttpClient client, String url, int perSecond) {
    SteadyCalls calls = new SteadyCalls(client);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(60)).build();
    calls.clock.scheduleAtFixedRate(
        () -> calls.call(request), 0, 1_000_000_000L / perSecond, TimeUnit.NANOSECONDS);
    return calls;
  }

  private void call(HttpRequest request) {
    if (!underWay.tryAcquire()) {
      return;
    }
    long start = System.nanoTime();
    client
        .sendAsync(request, HttpResponse.BodyHandlers.discarding())
        .whenComplete((response, failure) -> {
          underWay.release();
          if (outcomes.size() < OUTCOMES_LIMIT) {
            outcomes.add(
                failure == null
                    ? new Outcome(
                        start,
                        response.statusCode(),
                        response.headers().firstValue("x-answered-by").orElse("-"))
                    : new Outcome(start, 0, String.valueOf(failure)));
          }
        });
  }

  List<Outcome> outcomes() {
    return List.copyOf(outcomes);
  }

  /// Those that began after a moment of the monotonic clock.
  List<Outcome> since(long nanos) {
    return outcomes.stream().filter(outcome -> outcome.startNanos() - nanos >= 0).toList();
  }

  List<Outcome> failures() {
    return outcomes.stream().filter(Outcome::failed).toList();
  }

  /// Stops calling and waits for what is under way.
  @Override
  public void close() {
    clock.shutdown();
    try {
      if (!clock.awaitTermination(60, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the calls did not stop");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    client.close();
  }
}
