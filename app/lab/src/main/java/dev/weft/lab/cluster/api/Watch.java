package dev.weft.lab.cluster.api;

import com.sun.net.httpserver.HttpExchange;
import dev.weft.lab.cluster.store.ObjectStore;
import dev.weft.lab.cluster.store.Told;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Tells a client of changes until its time is over or it goes.
record Watch(
    ObjectStore store, Place place, Predicate<ObjectNode> wanted, Map<String, String> query) {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final long USUAL_SECONDS = 1800;

  /// A client that has gone is noticed when something is written to it.
  private static final Duration SILENCE = Duration.ofSeconds(5);

  void run(HttpExchange exchange) throws ApiRefusal, IOException {
    long end =
        System.nanoTime() + Duration.ofSeconds(number("timeoutSeconds", USUAL_SECONDS)).toNanos();
    long version = number("resourceVersion", 0);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, 0);
    OutputStream out = exchange.getResponseBody();
    out.flush();
    if (version == 0) {
      ObjectStore.Listing now = store.list(place.shelf(), place.namespace(), wanted);
      for (ObjectNode object : now.objects()) {
        write(out, "ADDED", ApiServer.served(object, place));
      }
      version = now.version();
    }
    try {
      follow(out, version, end);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void follow(OutputStream out, long from, long end)
      throws IOException, InterruptedException {
    long version = from;
    while (System.nanoTime() < end) {
      Optional<List<Told>> changes = store.since(version);
      if (changes.isEmpty()) {
        ObjectNode gone = JSON.createObjectNode();
        gone.put("kind", "Status").put("apiVersion", "v1").put("status", "Failure");
        gone.put("reason", "Expired").put("code", 410);
        gone.put("message", "too old resource version: " + version);
        write(out, "ERROR", gone);
        return;
      }
      for (Told told : changes.orElseThrow()) {
        version = told.version();
        if (mine(told)) {
          write(out, told.type().name(), ApiServer.served(told.object(), place));
        }
      }
      long left = end - System.nanoTime();
      store.await(
          version, SILENCE.toNanos() < left ? SILENCE : Duration.ofNanos(Math.max(left, 0)));
      if (store.version() == version) {
        bookmark(out, version);
      }
    }
  }

  private boolean mine(Told told) {
    return told.ref().shelf().equals(place.shelf())
        && (place.namespace().isEmpty() || told.ref().namespace().equals(place.namespace()))
        && wanted.test(told.object());
  }

  private void bookmark(OutputStream out, long version) throws IOException {
    ObjectNode object = JSON.createObjectNode();
    object.put("apiVersion", place.apiVersion());
    object.putObject("metadata").put("resourceVersion", String.valueOf(version));
    if (query.getOrDefault("allowWatchBookmarks", "").isEmpty()) {
      // White space between values: nothing to a reader, and enough to find out whether it is
      // there.
      out.write('\n');
      out.flush();
    } else {
      write(out, "BOOKMARK", object);
    }
  }

  private static void write(OutputStream out, String type, ObjectNode object) throws IOException {
    ObjectNode event = JSON.createObjectNode();
    event.put("type", type).set("object", object);
    out.write((event + "\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private long number(String name, long absent) throws ApiRefusal {
    String text = query.getOrDefault(name, "");
    if (text.isEmpty()) {
      return absent;
    }
    if (!text.matches("\\d{1,18}")) {
      throw ApiRefusal.malformed(name + " is '" + text + "', but it is a number");
    }
    return Long.parseLong(text);
  }
}
