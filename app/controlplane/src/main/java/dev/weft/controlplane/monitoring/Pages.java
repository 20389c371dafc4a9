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

/// An HTTP server of [Page]s, for this machine only: it binds loopback, and refuses what a web page
/// of another site could make a browser send.
public final class Pages implements AutoCloseable {
  /// Longest body that is read, in bytes.
  public static final int LIMIT_BODY_BYTES = 16 << 20;

  private static final Pattern OWN =
      Pattern.compile("(localhost|127\\.[0-9.]+|\\[::1])(:[0-9]+)?", Pattern.CASE_INSENSITIVE);

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
    HttpServer server = HttpServer.create(address, 128);
    Pages all = new Pages(server);
    server.setExecutor(all.executor);
    pages.forEach(
        (path, page) -> server.createContext(path, exchange -> handle(exchange, path, page)));
    server.start();
    return all;
  }

  private static void handle(HttpExchange exchange, String path, Page page) throws IOException {
    try (exchange) {
      Answer answer;
      try {
        answer = answer(exchange, path, page);
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

  private static Answer answer(HttpExchange exchange, String path, Page page) throws IOException {
    String host = exchange.getRequestHeaders().getFirst("Host");
    boolean strange =
        (host != null && !OWN.matcher(host).matches())
            || exchange.getRequestHeaders().containsKey("Origin");
    if (strange) {
      return Answer.refused(403, "this is for programs on this machine, asking for localhost");
    }
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
