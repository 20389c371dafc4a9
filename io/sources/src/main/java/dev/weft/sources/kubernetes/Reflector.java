package dev.weft.sources.kubernetes;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.json.JsonMapper;

/// Follows one shelf of an API server: lists it, watches it from there, and begins anew when the
/// server no longer knows the place (410). What is lost meanwhile comes with the next list.
final class Reflector implements Runnable {
  /// Takes what is told; may block.
  interface Sink {
    void told(Event event) throws InterruptedException;
  }

  /// Objects in one answer to a list.
  static final int PAGE = 500;

  private static final Duration FIRST_WAIT = Duration.ofMillis(200);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  /// How long until a kind that was not served is looked for again.
  private static final Duration ABSENT_WAIT = Duration.ofSeconds(30);

  /// The server ends a watch after this time, so that a forgotten one costs it nothing.
  private static final int WATCH_SECONDS = 300;

  /// A watch that ends sooner with nothing told was no watch.
  private static final long SHORT_NANOS = 1_000_000_000L;

  private static final int GONE = 410;

  private final ApiServer server;
  private final Shelf shelf;
  private final Sink sink;
  private final JsonMapper json = new JsonMapper();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition again = lock.newCondition();
  private @Nullable InputStream stream;
  private boolean hurried;
  private volatile boolean closed;
  private int failures;
  private String seen = "";

  Reflector(ApiServer server, Shelf shelf, Sink sink) {
    this.server = server;
    this.shelf = shelf;
    this.sink = sink;
  }

  /// The server no longer knows the version that a watch was to begin at.
  private static final class Outdated extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /// Where a watch begins.
  private record Place(String apiVersion, String version) {}

  @Override
  public void run() {
    try {
      while (!closed) {
        step();
      }
    } catch (InterruptedException stopped) {
      closed = true;
    }
  }

  private void step() throws InterruptedException {
    try {
      Place place = list();
      while (!closed) {
        place = watched(place);
      }
    } catch (Outdated expected) {
      failures = 0;
    } catch (ApiRefusal refusal) {
      if (refusal.status() == 404) {
        sink.told(new Event.Unserved(shelf));
        pause(ABSENT_WAIT);
      } else {
        refused(refusal);
        pause(backoff());
      }
    } catch (IOException lost) {
      tell(lost);
      pause(backoff());
    }
  }

  /// One watch to its end; a lost connection is taken up where it was left.
  private Place watched(Place place) throws IOException, Outdated, InterruptedException {
    try {
      return watch(place);
    } catch (ApiRefusal refusal) {
      if (refusal.status() == GONE) {
        throw new Outdated();
      }
      throw refusal;
    } catch (IOException lost) {
      tell(lost);
      pause(backoff());
      return new Place(place.apiVersion(), seen.isEmpty() ? place.version() : seen);
    }
  }

  private void tell(IOException lost) throws InterruptedException {
    if (!closed) {
      sink.told(new Event.Lost(shelf, String.valueOf(lost.getMessage())));
    }
  }

  private void refused(ApiRefusal refusal) throws InterruptedException {
    boolean forbidden = refusal.status() == 401 || refusal.status() == 403;
    sink.told(
        forbidden
            ? new Event.Forbidden(shelf, String.valueOf(refusal.getMessage()))
            : new Event.Lost(shelf, "it answers " + refusal.getMessage()));
  }

  /// Lists, in the first API version that the server has.
  private Place list() throws IOException, InterruptedException {
    ApiRefusal absent = new ApiRefusal(404, "not served");
    for (String apiVersion : shelf.kind().apiVersions()) {
      try {
        return list(apiVersion);
      } catch (ApiRefusal refusal) {
        if (refusal.status() != 404) {
          throw refusal;
        }
        absent = refusal;
      }
    }
    throw absent;
  }

  private Place list(String apiVersion) throws IOException, InterruptedException {
    Map<String, JsonNode> objects = new LinkedHashMap<>();
    String rest = "";
    while (true) {
      JsonNode page =
          server.get(
              shelf.path(
                  apiVersion,
                  "&limit=" + PAGE + (rest.isEmpty() ? "" : "&continue=" + Shelf.encoded(rest))));
      page.path("items").forEach(item -> objects.put(name(item), item));
      rest = page.path("metadata").path("continue").asString("");
      if (rest.isEmpty()) {
        seen = page.path("metadata").path("resourceVersion").asString("");
        sink.told(new Event.Listed(shelf, apiVersion, objects));
        return new Place(apiVersion, seen);
      }
    }
  }

  private Place watch(Place from) throws IOException, Outdated, InterruptedException {
    seen = from.version();
    long begun = System.nanoTime();
    boolean heard = false;
    int seconds = WATCH_SECONDS + ThreadLocalRandom.current().nextInt(WATCH_SECONDS);
    String query =
        "&watch=1&allowWatchBookmarks=true&timeoutSeconds="
            + seconds
            + "&resourceVersion="
            + Shelf.encoded(from.version());
    try (InputStream open = hold(server.watch(shelf.path(from.apiVersion(), query)))) {
      sink.told(new Event.Following(shelf)); // now: reading blocks until there is an event
      MappingIterator<JsonNode> events = json.readerFor(JsonNode.class).readValues(open);
      while (events.hasNext()) {
        take(from.apiVersion(), events.next());
        failures = 0;
        heard = true;
      }
    } catch (JacksonException broken) {
      throw new IOException("the watch broke off: " + broken.getOriginalMessage(), broken);
    } finally {
      release();
    }
    if (heard || System.nanoTime() - begun > SHORT_NANOS) {
      failures = 0;
    } else {
      pause(backoff()); // a server that hangs up at once must not be asked without end
    }
    return new Place(from.apiVersion(), seen);
  }

  private void take(String apiVersion, JsonNode event)
      throws Outdated, InterruptedException, IOException {
    JsonNode object = event.path("object");
    switch (event.path("type").asString("")) {
      case "ADDED", "MODIFIED" -> sink.told(new Event.Is(shelf, apiVersion, name(object), object));
      case "DELETED" -> sink.told(new Event.Gone(shelf, name(object)));
      case "BOOKMARK" -> {}
      case "ERROR" -> {
        if (object.path("code").asInt(0) == GONE) {
          throw new Outdated();
        }
        throw new IOException("the watch ended: " + object.path("message").asString("no reason"));
      }
      default -> throw new IOException("the watch told of a " + event.path("type"));
    }
    String version = object.path("metadata").path("resourceVersion").asString("");
    seen = version.isEmpty() ? seen : version;
  }

  private static String name(JsonNode object) {
    JsonNode metadata = object.path("metadata");
    return metadata.path("namespace").asString("") + "/" + metadata.path("name").asString("");
  }

  private InputStream hold(InputStream open) {
    lock.lock();
    try {
      stream = open;
      return open;
    } finally {
      lock.unlock();
    }
  }

  private void release() {
    lock.lock();
    try {
      stream = null;
    } finally {
      lock.unlock();
    }
  }

  private Duration backoff() {
    failures++;
    long doubled = FIRST_WAIT.toMillis() << Math.min(10, failures - 1);
    long bounded = Math.min(doubled, LONGEST_WAIT.toMillis());
    return Duration.ofMillis(bounded / 2 + ThreadLocalRandom.current().nextLong(bounded / 2 + 1));
  }

  private void pause(Duration wait) throws InterruptedException {
    lock.lock();
    try {
      long left = wait.toNanos();
      while (!closed && !hurried && left > 0) {
        left = again.awaitNanos(left);
      }
      hurried = false;
    } finally {
      lock.unlock();
    }
  }

  /// Drops the connection: nothing has been heard on it for too long.
  void drop() throws IOException {
    InputStream open;
    lock.lock();
    try {
      open = stream;
    } finally {
      lock.unlock();
    }
    if (open != null) {
      open.close();
    }
  }

  /// Tries at once: the server is there again.
  void hurry() {
    lock.lock();
    try {
      failures = 0;
      hurried = true;
      again.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void close() {
    closed = true;
    hurry();
  }
}
