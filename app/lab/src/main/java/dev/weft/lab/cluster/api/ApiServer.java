package dev.weft.lab.cluster.api;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.weft.api.Kind;
import dev.weft.api.yaml.Document;
import dev.weft.api.yaml.JsonText;
import dev.weft.api.yaml.Yaml;
import dev.weft.lab.cluster.store.ObjectStore;
import dev.weft.lab.cluster.store.Ref;
import dev.weft.lab.cluster.store.Shelf;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The API server of one cluster.
///
/// The administrator's token may do everything; a service account's may read everything, ask for
/// reviews, and write when it is of `istio-system`, as a control plane is.
public final class ApiServer implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int BODY_LIMIT_BYTES = 4 * 1024 * 1024;
  private static final int REQUEST_LIMIT = 2048;
  private static final Shelf REVIEWS = new Shelf("authentication.k8s.io", "tokenreviews");

  private final ObjectStore store;
  private final Keys keys;
  private final Reviews reviews;
  private final Admission admission;
  private final InstantSource clock;
  private final PrintStream log;
  private final HttpsServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore requests = new Semaphore(REQUEST_LIMIT);

  private ApiServer(
      HttpsServer server, ObjectStore store, Keys keys, Admission admission, PrintStream log) {
    this.server = server;
    this.store = store;
    this.keys = keys;
    this.reviews = new Reviews(store, keys.tokens());
    this.admission = admission;
    this.clock = InstantSource.system();
    this.log = log;
  }

  /// Where to listen and with what.
  ///
  /// @param cluster its name
  /// @param address where clients reach it
  /// @param secrets the folder of its keys
  public record Settings(String cluster, InetSocketAddress address, Path secrets) {}

  /// Starts it.
  ///
  /// @throws IOException when the address is taken or the keys cannot be read
  public static ApiServer start(
      Settings settings, ObjectStore store, Admission admission, PrintStream log)
      throws IOException {
    InstantSource clock = InstantSource.system();
    Keys keys = Keys.in(settings.secrets(), settings.cluster(), clock.instant());
    HttpsServer server = HttpsServer.create(settings.address(), 128);
    server.setHttpsConfigurator(
        new HttpsConfigurator(
            keys.server(
                List.of(
                    "kubernetes",
                    "kubernetes.default",
                    "kubernetes.default.svc",
                    "kubernetes.default.svc.cluster.local"),
                List.of(settings.address().getAddress()),
                clock.instant())));
    ApiServer made = new ApiServer(server, store, keys, admission, log);
    server.setExecutor(made.threads);
    server.createContext("/", made::handle);
    server.start();
    return made;
  }

  /// Where it listens.
  public InetSocketAddress address() {
    return server.getAddress();
  }

  /// A kubeconfig with the administrator's token.
  ///
  /// @param cluster how it calls the cluster
  public String kubeconfig(String cluster) {
    return kubeconfig(cluster, keys.administrator());
  }

  private String kubeconfig(String cluster, String token) {
    String root =
        java.util.Base64.getEncoder()
            .encodeToString(keys.rootPem().getBytes(StandardCharsets.US_ASCII));
    InetSocketAddress at = address();
    String host = at.getAddress().getHostAddress();
    String url = "https://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + at.getPort();
    return """
    apiVersion: v1
    kind: Config
    current-context: %1$s
    clusters:
    - name: %1$s
      cluster: {server: "%2$s", certificate-authority-data: %3$s}
    users:
    - name: %1$s
      user: {token: "%4$s"}
    contexts:
    - name: %1$s
      context: {cluster: %1$s, user: %1$s}
    """
        .formatted(cluster, url, root, token);
  }

  private void handle(HttpExchange exchange) {
    if (!requests.tryAcquire()) {
      exchange.close();
      return;
    }
    try {
      answer(exchange);
    } catch (ApiRefusal refused) {
      refuse(exchange, refused);
    } catch (IOException gone) {
      log.println("api: lost " + exchange.getRemoteAddress() + ": " + gone.getMessage());
    } catch (RuntimeException defect) {
      log.println("api: " + exchange.getRequestURI() + ": " + defect);
      refuse(exchange, new ApiRefusal(500, "InternalError", String.valueOf(defect)));
    } finally {
      // Not try-with-resources: a refusal has to be sent before this.
      exchange.close();
      requests.release();
    }
  }

  private void refuse(HttpExchange exchange, ApiRefusal refused) {
    ObjectNode status = JSON.createObjectNode();
    status.put("kind", "Status").put("apiVersion", "v1").put("status", "Failure");
    status.put("message", String.valueOf(refused.getMessage()));
    status.put("reason", refused.reason()).put("code", refused.code());
    try {
      send(exchange, refused.code(), status.toString());
    } catch (IOException gone) {
      log.println("api: lost " + exchange.getRemoteAddress() + ": " + gone.getMessage());
    }
  }

  private static void send(HttpExchange exchange, int code, String json) throws IOException {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(code, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private void answer(HttpExchange exchange) throws ApiRefusal, IOException {
    String path = exchange.getRequestURI().getPath();
    switch (path) {
      case "/healthz", "/readyz", "/livez" -> send(exchange, 200, "\"ok\"");
      case "/version" ->
          send(exchange, 200, "{\"major\":\"1\",\"minor\":\"34\",\"gitVersion\":\"v1.34.0-weft\"}");
      case "/openid/v1/jwks" -> send(exchange, 200, keys.tokens().keySet());
      default -> {
        Caller caller = caller(exchange);
        Place place = Place.of(path).orElseThrow(() -> ApiRefusal.notFound("the path " + path));
        resource(exchange, place, caller);
      }
    }
  }

  /// Who asks.
  private enum Caller {
    ADMINISTRATOR,
    CONTROL_PLANE,
    WORKLOAD
  }

  private Caller caller(HttpExchange exchange) throws ApiRefusal {
    String header =
        Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization")).orElse("");
    if (!header.startsWith("Bearer ")) {
      throw new ApiRefusal(401, "Unauthorized", "send a token: Authorization: Bearer TOKEN");
    }
    String token = header.substring("Bearer ".length()).strip();
    if (MessageDigest.isEqual(
        token.getBytes(StandardCharsets.UTF_8),
        keys.administrator().getBytes(StandardCharsets.UTF_8))) {
      return Caller.ADMINISTRATOR;
    }
    return reviews.verified(token, clock.instant()).account().namespace().equals("istio-system")
        ? Caller.CONTROL_PLANE
        : Caller.WORKLOAD;
  }

  private void resource(HttpExchange exchange, Place place, Caller caller)
      throws ApiRefusal, IOException {
    String method = exchange.getRequestMethod();
    boolean review = place.shelf().equals(REVIEWS) || place.part().equals("token");
    if (!method.equals("GET") && caller == Caller.WORKLOAD && !review) {
      throw new ApiRefusal(403, "Forbidden", "this service account may only read");
    }
    if (place.part().equals("token") && caller != Caller.ADMINISTRATOR) {
      throw new ApiRefusal(403, "Forbidden", "only the administrator makes tokens");
    }
    Map<String, String> query = query(exchange);
    switch (method) {
      case "GET" -> read(exchange, place, query);
      case "POST" -> send(exchange, 201, create(place, body(exchange)).toString());
      case "PUT" -> send(exchange, 200, put(place, body(exchange)).toString());
      case "PATCH" -> send(exchange, 200, patch(exchange, place).toString());
      case "DELETE" -> send(exchange, 200, delete(place).toString());
      default -> throw new ApiRefusal(405, "MethodNotAllowed", method + " is not served");
    }
  }

  private void read(HttpExchange exchange, Place place, Map<String, String> query)
      throws ApiRefusal, IOException {
    if (!place.name().isEmpty()) {
      ObjectNode found = store.get(place.ref()).orElseThrow(() -> ApiRefusal.notFound(place.ref()));
      send(exchange, 200, served(found, place).toString());
      return;
    }
    Predicate<ObjectNode> wanted = Selection.of(query);
    String watch = query.getOrDefault("watch", "");
    if (watch.equals("1") || watch.equals("true")) {
      new Watch(store, place, wanted, query).run(exchange);
      return;
    }
    ObjectStore.Listing listing = store.list(place.shelf(), place.namespace(), wanted);
    ObjectNode list = JSON.createObjectNode();
    list.put("kind", "List").put("apiVersion", place.apiVersion());
    list.putObject("metadata").put("resourceVersion", String.valueOf(listing.version()));
    ArrayNode items = list.putArray("items");
    listing.objects().forEach(object -> items.add(served(object, place)));
    send(exchange, 200, list.toString());
  }

  /// Objects are kept once for all versions of their group.
  static ObjectNode served(ObjectNode object, Place place) {
    if (object.path("apiVersion").asString("").equals(place.apiVersion())) {
      return object;
    }
    ObjectNode copy = object.deepCopy();
    copy.put("apiVersion", place.apiVersion());
    return copy;
  }

  private ObjectNode create(Place place, ObjectNode body) throws ApiRefusal, IOException {
    if (place.shelf().equals(REVIEWS)) {
      return reviews.review(body, clock.instant());
    }
    if (place.part().equals("token")) {
      return reviews.issue(place.ref(), body, clock.instant());
    }
    String name = body.path("metadata").path("name").asString("");
    if (store.get(place.named(name)).isPresent()) {
      throw new ApiRefusal(409, "AlreadyExists", place.named(name) + " exists already");
    }
    return keep(place, name, body);
  }

  private ObjectNode put(Place place, ObjectNode body) throws ApiRefusal, IOException {
    if (!place.part().isEmpty()) {
      ObjectNode kept =
          store.get(place.ref()).orElseThrow(() -> ApiRefusal.notFound(place.ref())).deepCopy();
      kept.set("status", body.path("status"));
      return keep(place, place.name(), kept);
    }
    return keep(place, place.name(), body);
  }

  /// Merges what is sent into what is kept (RFC 7386), and makes the object when there is none.
  private ObjectNode patch(HttpExchange exchange, Place place) throws ApiRefusal, IOException {
    ObjectNode merged =
        store.get(place.ref()).map(ObjectNode::deepCopy).orElseGet(JSON::createObjectNode);
    merge(merged, body(exchange));
    return keep(place, place.name(), merged);
  }

  private static void merge(ObjectNode into, ObjectNode patch) {
    for (Map.Entry<String, JsonNode> field : patch.properties()) {
      if (field.getValue().isNull()) {
        into.remove(field.getKey());
      } else if (field.getValue() instanceof ObjectNode inner) {
        merge(into.withObject("/" + field.getKey().replace("~", "~0").replace("/", "~1")), inner);
      } else {
        into.set(field.getKey(), field.getValue());
      }
    }
  }

  private ObjectNode keep(Place place, String name, ObjectNode body)
      throws ApiRefusal, IOException {
    Ref ref = place.named(name);
    if (Place.of(place.shelf().path(place.version(), place.namespace()) + "/" + name).isEmpty()) {
      throw ApiRefusal.invalid("metadata.name '" + name + "' is no name of an object");
    }
    if (place.shelf().namespaced() && place.namespace().isEmpty()) {
      throw ApiRefusal.malformed("name a namespace in the path");
    }
    ObjectNode object = body.deepCopy();
    if (object.path("apiVersion").asString("").isEmpty()) {
      object.put("apiVersion", place.apiVersion());
    }
    if (object.path("kind").asString("").isEmpty()) {
      object.put("kind", kind(place));
    }
    return served(store.put(ref, admission.admit(ref, object, store.get(ref))), place);
  }

  /// The kind of a collection, for objects that leave it out because the path says it.
  private static String kind(Place place) throws ApiRefusal {
    for (Kind kind : Kind.values()) {
      if (Shelf.of(kind.apiVersions().getFirst(), kind.label()).equals(place.shelf())) {
        return kind.label();
      }
    }
    if (place.shelf().equals(Shelf.NODES)) {
      return "Node";
    }
    throw ApiRefusal.invalid("the object has no kind; add 'kind: '");
  }

  private ObjectNode delete(Place place) throws ApiRefusal, IOException {
    if (place.name().isEmpty()) {
      throw new ApiRefusal(405, "MethodNotAllowed", "delete objects one by one");
    }
    return store.delete(place.ref()).orElseThrow(() -> ApiRefusal.notFound(place.ref()));
  }

  private static ObjectNode body(HttpExchange exchange) throws ApiRefusal, IOException {
    byte[] bytes = exchange.getRequestBody().readNBytes(BODY_LIMIT_BYTES + 1);
    if (bytes.length > BODY_LIMIT_BYTES) {
      throw new ApiRefusal(413, "RequestEntityTooLarge", "an object has at most 4 MiB");
    }
    String text = new String(bytes, StandardCharsets.UTF_8);
    String type =
        Optional.ofNullable(exchange.getRequestHeaders().getFirst("Content-Type")).orElse("");
    try {
      return JSON.readTree(type.contains("yaml") ? json(text) : text) instanceof ObjectNode object
          ? object
          : malformed("it is no object");
    } catch (JacksonException broken) {
      throw ApiRefusal.malformed("the body is no JSON: " + broken.getOriginalMessage());
    }
  }

  private static ObjectNode malformed(String why) throws ApiRefusal {
    throw ApiRefusal.malformed("the body cannot be used: " + why);
  }

  private static String json(String yaml) throws ApiRefusal {
    for (Document document : Yaml.read("the body", yaml)) {
      return switch (document) {
        case Document.Read read -> JsonText.of(read.root());
        case Document.Broken broken -> throw ApiRefusal.malformed(broken.problem().toString());
      };
    }
    throw ApiRefusal.malformed("the body is empty");
  }

  private static Map<String, String> query(HttpExchange exchange) {
    Map<String, String> query = new HashMap<>();
    String raw = Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
    for (String pair : raw.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        query.put(
            pair.substring(0, equals),
            URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return query;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
