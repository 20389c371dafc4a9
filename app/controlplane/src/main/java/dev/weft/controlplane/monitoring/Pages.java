package dev.weft.controlplane.monitoring;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/// An HTTP server of [Page]s. On loopback it serves this machine only, and refuses what a web page
/// of another site could make a browser send; on any other address it changes nothing.
public final class Pages implements AutoCloseable {
  /// Longest body that is read, in bytes.
  public static final int LIMIT_BODY_BYTES = 16 << 20;

  private static final Pattern OWN =
      Pattern.compile("(localhost|127\\.[0-9.]+|\\[::1])(:[0-9]+)?", Pattern.CASE_INSENSITIVE);

  /// Who is served.
  public enum Surface {
    /// Programs on this machine, in everything.
    LOCAL,
    /// Anybody, in what changes nothing.
    READ_ONLY
  }

  private final HttpServer server;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

  private Pages(HttpServer server) {
    this.server = server;
  }

  /// Listens.
  ///
  /// @param pages by the path that they answer for, and all below it
  /// @throws IOException when the address is taken
  public static Pages on(InetSocketAddress address, Map<String, Page> pages) throws IOException {
    boolean here = address.getAddress().isLoopbackAddress();
    Surface surface = here ? Surface.LOCAL : Surface.READ_ONLY;
    HttpServer server = HttpServer.create(address, 128);
    Pages all = new Pages(server);
    server.setExecutor(all.executor);
    pages.forEach((path, page) ->
        server.createContext(
            path, exchange -> handle(exchange, ask -> guarded(ask, surface, path, page))));
    server.start();
    return all;
  }

  /// Answers one exchange.
  private interface Answering {
    Answer answer(HttpExchange exchange) throws IOException;
  }

  private static void handle(HttpExchange exchange, Answering answering) throws IOException {
    try (exchange) {
      Answer answer;
      try {
        answer = answering.answer(exchange);
      } catch (IOException failed) {
        answer = Answer.refused(500, String.valueOf(failed.getMessage()));
      } catch (RuntimeException bug) {
        answer = Answer.refused(500, "a bug in Weft: " + bug);
      }
      byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", answer.contentType());
      boolean bodiless = bytes.length == 0 || answer.status() == 204;
      exchange.sendResponseHeaders(answer.status(), bodiless ? -1 : bytes.length);
      if (!bodiless) {
        exchange.getResponseBody().write(bytes);
      }
    }
  }

  private static Answer guarded(HttpExchange exchange, Surface surface, String path, Page page)
      throws IOException {
    String host = exchange.getRequestHeaders().getFirst("Host");
    boolean origin = exchange.getRequestHeaders().containsKey("Origin");
    return switch (surface) {
      case LOCAL ->
          origin || host != null && !OWN.matcher(host).matches()
              ? Answer.refused(403, "this is for programs on this machine, asking for localhost")
              : answer(exchange, path, page);
      case READ_ONLY ->
          origin || !exchange.getRequestMethod().equals("GET")
              ? Answer.refused(405, "this address only shows; changes are made on loopback")
              : answer(exchange, path, page);
    };
  }

  private static Answer answer(HttpExchange exchange, String path, Page page) throws IOException {
    byte[] body;
    try (InputStream in = exchange.getRequestBody()) {
      body = in.readNBytes(LIMIT_BODY_BYTES + 1);
    }
    if (body.length > LIMIT_BODY_BYTES) {
      return Answer.refused(413, "the body has more than " + LIMIT_BODY_BYTES + " bytes");
    }
    return page.answer(
        Ask.of(
            exchange.getRequestMethod(),
            exchange.getRequestURI(),
            path,
            new String(body, StandardCharsets.UTF_8)));
  }

  /// The port listened on.
  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }
}
