package dev.weft.sources.kubernetes;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.weft.api.Kind;
import dev.weft.api.yaml.Document;
import dev.weft.api.yaml.JsonText;
import dev.weft.api.yaml.Yaml;
import dev.weft.host.port.HeldPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// As much of a Kubernetes API server as a reader sees: lists in pages, watches, 410, 404, 403, and
/// reviews of tokens. Whoever writes texts into it gets objects out.
public final class FakeApiServer implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, TreeMap<String, ObjectNode>> objects = new HashMap<>();
  private final Map<String, Map<String, Set<String>>> files = new TreeMap<>();
  private final List<Told> history = new ArrayList<>();
  private final Map<String, String> tokens = new HashMap<>();
  private final Set<String> forbidden = new HashSet<>();
  private final Set<String> unserved = new HashSet<>();
  private final List<String> requests = new ArrayList<>();
  private final List<HttpExchange> watches = new ArrayList<>();
  private final HeldPort port = HeldPort.on("127.0.0.1");
  private HttpServer server;
  private long version = 1;
  private long oldest;
  private int page = Integer.MAX_VALUE;
  private boolean silent;

  private record Told(String path, long version, String type, ObjectNode object) {}

  /// Listens on a free port of loopback, which stays its own while it is down.
  public FakeApiServer() throws IOException {
    server = listen();
  }

  private HttpServer listen() throws IOException {
    HttpServer made =
        HttpServer.create(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port.number()), 64);
    made.setExecutor(threads);
    made.createContext("/", this::answer);
    made.start();
    return made;
  }

  /// A kubeconfig for it, with that token.
  public String kubeconfig(String token) {
    return """
    apiVersion: v1
    kind: Config
    current-context: it
    contexts:
    - name: it
      context: {cluster: it, user: me}
    clusters:
    - name: it
      cluster: {server: "http://127.0.0.1:%d"}
    users:
    - name: me
      user: {token: "%s"}
    """
        .formatted(port.number(), token);
  }

  /// Every request so far: method and path with query.
  public synchronized List<String> requests() {
    return List.copyOf(requests);
  }

  /// Lists come in pages of this many objects.
  public synchronized void paged(int size) {
    page = size;
  }

  /// No request to this collection is allowed, such as `secrets`.
  public synchronized void forbid(String plural) {
    forbidden.add(plural);
  }

  /// This collection is not there.
  public synchronized void unserve(String plural) {
    unserved.add(plural);
  }

  /// This token is good, and is this user's.
  public synchronized void token(String token, String user) {
    tokens.put(token, user);
  }

  /// Every version before now is forgotten, and the watches end.
  public synchronized void forget() {
    version++;
    oldest = version;
    endWatches();
  }

  private void endWatches() {
    watches.forEach(HttpExchange::close);
    watches.clear();
    notifyAll();
  }

  /// Nobody listens any more.
  public synchronized void down() {
    endWatches();
    server.stop(0);
  }

  /// Somebody listens again at the same port.
  public synchronized void up() throws IOException {
    server = listen();
  }

  /// Connections stay, but nothing is answered; until it is said to speak again.
  public synchronized void silent(boolean now) {
    silent = now;
    notifyAll();
  }

  /// Makes the objects of a text those of a file; what the file had and has no more is deleted.
  public synchronized void write(String file, String text) {
    List<ObjectNode> parsed = new ArrayList<>();
    for (Document document : Yaml.read(file, text)) {
      if (!(document instanceof Document.Read read)) {
        return; // kubectl would refuse it, and nothing would change
      }
      parsed.add(JSON.readTree(JsonText.of(read.root())).asObject());
    }
    Map<String, Set<String>> names = new LinkedHashMap<>();
    for (ObjectNode object : parsed) {
      String path = path(object);
      names.computeIfAbsent(path, none -> new HashSet<>()).add(name(object));
      put(path, object);
    }
    remove(files.put(file, names), names);
  }

  /// Deletes the objects of a file.
  public synchronized void remove(String file) {
    remove(files.remove(file), Map.of());
  }

  private void remove(@Nullable Map<String, Set<String>> before, Map<String, Set<String>> now) {
    if (before == null) {
      return;
    }
    before.forEach((path, names) ->
        names.forEach(name -> {
          ObjectNode gone =
              now.getOrDefault(path, Set.of()).contains(name)
                  ? null
                  : objects.getOrDefault(path, new TreeMap<>()).remove(name);
          if (gone != null) {
            tell(path, "DELETED", gone);
          }
        }));
  }

  private void put(String path, ObjectNode object) {
    ObjectNode before =
        objects.computeIfAbsent(path, none -> new TreeMap<>()).put(name(object), object);
    tell(path, before == null ? "ADDED" : "MODIFIED", object);
  }

  private void tell(String path, String type, ObjectNode object) {
    version++;
    ((ObjectNode) object.path("metadata"))
        .put("resourceVersion", Long.toString(version))
        .put("uid", "u" + version);
    history.add(new Told(path, version, type, object.deepCopy()));
    notifyAll();
  }

  private static String name(JsonNode object) {
    return object.path("metadata").path("namespace").asString("")
        + "/"
        + object.path("metadata").path("name").asString("");
  }

  private static String path(JsonNode object) {
    Kind kind = Kind.named(object.path("kind").asString("")).orElseThrow();
    return new Shelf(kind, "", "").path(object.path("apiVersion").asString(""), "");
  }

  private void answer(HttpExchange exchange) throws IOException {
    URI uri = exchange.getRequestURI();
    byte[] body = exchange.getRequestBody().readAllBytes();
    synchronized (this) {
      requests.add(exchange.getRequestMethod() + " " + uri);
      while (silent) {
        await();
      }
    }
    String plural = uri.getPath().substring(uri.getPath().lastIndexOf('/') + 1);
    if (uri.getPath().equals("/version")) {
      reply(exchange, 200, JSON.createObjectNode().put("major", "1"));
    } else if (plural.equals("tokenreviews")) {
      reply(exchange, 201, review(JSON.readTree(body)));
    } else if (forbidden.contains(plural)) {
      reply(exchange, 403, status(403, plural + " is forbidden"));
    } else if (unserved.contains(plural)) {
      reply(exchange, 404, status(404, "the server could not find the requested resource"));
    } else if (!exchange.getRequestMethod().equals("GET")) {
      write(exchange, uri.getPath(), JSON.readTree(body).asObject());
    } else if (query(uri).containsKey("watch")) {
      watch(exchange, uri.getPath(), Long.parseLong(query(uri).get("resourceVersion")));
    } else {
      list(exchange, uri.getPath(), query(uri).getOrDefault("continue", ""));
    }
  }

  private static Map<String, String> query(URI uri) {
    Map<String, String> query = new HashMap<>();
    if (uri.getRawQuery() != null) {
      for (String pair : uri.getRawQuery().split("&")) {
        String[] parts = pair.split("=", 2);
        query.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
      }
    }
    return query;
  }

  /// Objects can be made and replaced by whoever may.
  private void write(HttpExchange exchange, String path, ObjectNode object) throws IOException {
    String collection = path.replaceAll("/namespaces/[^/]+", "");
    synchronized (this) {
      if (exchange.getRequestMethod().equals("PUT")) {
        collection = collection.substring(0, collection.lastIndexOf('/'));
      } else if (objects.getOrDefault(collection, new TreeMap<>()).containsKey(name(object))) {
        reply(exchange, 409, status(409, "it exists already"));
        return;
      }
      put(collection, object);
    }
    reply(exchange, 200, object);
  }

  /// The object of that collection (such as `/api/v1/configmaps`) and name (`NAMESPACE/NAME`).
  public synchronized java.util.Optional<JsonNode> object(String path, String name) {
    return java.util.Optional.ofNullable(objects.getOrDefault(path, new TreeMap<>()).get(name));
  }

  private JsonNode review(JsonNode asked) {
    String user = tokens.get(asked.path("spec").path("token").asString(""));
    ObjectNode answer = JSON.createObjectNode();
    ObjectNode status = answer.putObject("status");
    status.put("authenticated", user != null);
    if (user != null) {
      status.putObject("user").put("username", user);
      status.set("audiences", asked.path("spec").path("audiences"));
    } else {
      status.put("error", "the token is unknown");
    }
    return answer;
  }

  private synchronized void list(HttpExchange exchange, String path, String rest)
      throws IOException {
    String collection = path.replaceAll("/namespaces/[^/]+", "");
    List<ObjectNode> all =
        objects.getOrDefault(collection, new TreeMap<>()).values().stream()
            .filter(object -> within(path, object))
            .toList();
    int from = rest.isEmpty() ? 0 : Integer.parseInt(rest);
    int to = (int) Math.min(all.size(), (long) from + page);
    ObjectNode answer = JSON.createObjectNode();
    ObjectNode metadata = answer.putObject("metadata");
    metadata.put("resourceVersion", Long.toString(version));
    if (to < all.size()) {
      metadata.put("continue", Integer.toString(to));
    }
    answer.putArray("items").addAll(all.subList(from, to));
    reply(exchange, 200, answer);
  }

  private static boolean within(String path, JsonNode object) {
    int at = path.indexOf("/namespaces/");
    String namespace = object.path("metadata").path("namespace").asString("");
    return at < 0 || path.startsWith("/namespaces/" + namespace + "/", at);
  }

  private void watch(HttpExchange exchange, String path, long from) throws IOException {
    String collection = path.replaceAll("/namespaces/[^/]+", "");
    exchange.sendResponseHeaders(200, 0);
    int at = 0;
    synchronized (this) {
      watches.add(exchange);
      if (from < oldest) {
        ObjectNode gone = JSON.createObjectNode().put("type", "ERROR");
        gone.set("object", status(410, "too old resource version"));
        exchange.getResponseBody().write((gone + "\n").getBytes(StandardCharsets.UTF_8));
        exchange.close();
        return;
      }
      try {
        exchange.getResponseBody().flush();
        while (watches.contains(exchange)) {
          for (; at < history.size(); at++) {
            Told told = history.get(at);
            if (told.path().equals(collection)
                && told.version() > from
                && within(path, told.object())) {
              ObjectNode line = JSON.createObjectNode().put("type", told.type());
              line.set("object", told.object());
              exchange.getResponseBody().write((line + "\n").getBytes(StandardCharsets.UTF_8));
              exchange.getResponseBody().flush();
            }
          }
          await();
        }
      } catch (IOException hungUp) {
        watches.remove(exchange);
      }
    }
  }

  private synchronized void await() {
    try {
      wait(1_000);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped", stopped);
    }
  }

  private static ObjectNode status(int code, String message) {
    return JSON.createObjectNode().put("kind", "Status").put("code", code).put("message", message);
  }

  private static void reply(HttpExchange exchange, int status, JsonNode body) throws IOException {
    try (exchange) {
      byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    down();
    threads.shutdownNow();
    try {
      port.close();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
