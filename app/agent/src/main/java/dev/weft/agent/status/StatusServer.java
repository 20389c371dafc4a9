package dev.weft.agent.status;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/// The HTTP port of an agent.
public final class StatusServer implements AutoCloseable {
  private static final String TEXT = "text/plain; charset=utf-8";

  private final HttpServer server;
  private final ExecutorService executor =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("agent-http-", 0).factory());

  /// What it shows and does.
  ///
  /// @param unready why the pod cannot serve yet; empty when it can
  /// @param application answers the platform's probes of the application
  /// @param drain tells clients to leave, and returns at once
  /// @param quit ends agent and proxy without waiting for anybody, and returns at once; done when
  ///   the answer is out, because this server ends too
  public record Offer(
      Supplier<String> unready,
      Merged metrics,
      Optional<ApplicationHealth> application,
      Runnable drain,
      Runnable quit) {}

  /// @param then what is done once the answer is out
  private record Answer(int status, String contentType, String body, Runnable then) {
    /// @param line without its end
    static Answer text(int status, String line) {
      return new Answer(status, TEXT, line + "\n", () -> {});
    }

    Answer followedBy(Runnable action) {
      return new Answer(status, contentType, body, action);
    }
  }

  private interface Page {
    Answer of(HttpExchange exchange);
  }

  private StatusServer(HttpServer server) {
    this.server = server;
  }

  /// Listens on every address of the pod.
  ///
  /// @throws IOException when the port is taken
  public static StatusServer on(int port, Offer offer) throws IOException {
    StatusServer status = new StatusServer(HttpServer.create(new InetSocketAddress(port), 128));
    status.server.setExecutor(status.executor);
    status.page(
        "/healthz/ready",
        exchange -> {
          String why = offer.unready().get();
          return why.isEmpty() ? Answer.text(200, "ready") : Answer.text(503, why);
        });
    Page metrics =
        exchange ->
            new Answer(
                200,
                Merged.CONTENT_TYPE,
                offer
                    .metrics()
                    .text(() ->
                        Optional.ofNullable(exchange.getRequestHeaders().getFirst("Accept"))
                            .orElse("")),
                () -> {});
    status.page("/stats/prometheus", metrics);
    status.page("/metrics", metrics);
    offer.application().ifPresent(status::probes);
    status.page("/drain", exchange -> command(exchange, offer.drain(), () -> {}));
    status.page("/quitquitquit", exchange -> command(exchange, () -> {}, offer.quit()));
    status.server.start();
    return status;
  }

  /// Commands come from this pod alone, and as POST.
  ///
  /// @param work before the answer
  /// @param then after it
  private static Answer command(HttpExchange exchange, Runnable work, Runnable then) {
    if (!exchange.getRemoteAddress().getAddress().isLoopbackAddress()) {
      return Answer.text(403, "only from localhost");
    }
    if (!exchange.getRequestMethod().equals("POST")) {
      return Answer.text(405, "POST it");
    }
    work.run();
    return Answer.text(200, "OK").followedBy(then);
  }

  private void probes(ApplicationHealth health) {
    serve(
        "/app-health/",
        exchange -> {
          String path = exchange.getRequestURI().getPath();
          if (!health.knows(path)) {
            return Answer.text(404, "there is no " + path);
          }
          return health
              .unwell(path)
              .map(why -> Answer.text(500, why))
              .orElseGet(() -> Answer.text(200, "OK"));
        });
  }

  /// One path, and nothing below it.
  private void page(String path, Page page) {
    serve(
        path,
        exchange ->
            exchange.getRequestURI().getPath().equals(path)
                ? page.of(exchange)
                : Answer.text(404, "there is no " + exchange.getRequestURI().getPath()));
  }

  private void serve(String path, Page page) {
    server.createContext(
        path,
        exchange -> {
          Answer answer;
          try (exchange) {
            answer = page.of(exchange);
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", answer.contentType());
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(answer.status(), head ? -1 : body.length);
            if (!head) {
              exchange.getResponseBody().write(body);
            }
          }
          answer.then().run();
        });
  }

  /// Where it listens.
  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }
}
