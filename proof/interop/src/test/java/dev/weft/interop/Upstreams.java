package dev.weft.interop;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// The applications behind the proxies under comparison: one that answers, one that never does, one
/// that hangs up instead, and one that repeats bytes.
final class Upstreams implements AutoCloseable {
  static final int LARGE_BYTES = 300_000;

  private final HttpServer app;
  private final ServerSocket hanging = listen();
  private final ServerSocket breaking = listen();
  private final ServerSocket echoing = listen();
  private final AtomicInteger hangs = new AtomicInteger();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  Upstreams() throws IOException {
    app = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 50);
    app.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    app.createContext("/", Upstreams::answer);
    app.start();
    serve(hanging, this::hang);
    serve(breaking, Upstreams::readHead);
    serve(echoing, Upstreams::echo);
  }

  private static ServerSocket listen() throws IOException {
    return new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
  }

  int app() {
    return app.getAddress().getPort();
  }

  int hang() {
    return hanging.getLocalPort();
  }

  int broken() {
    return breaking.getLocalPort();
  }

  int echo() {
    return echoing.getLocalPort();
  }

  /// How many requests wait in vain.
  int hangs() {
    return hangs.get();
  }

  private static void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] request = exchange.getRequestBody().readAllBytes();
      byte[] body =
          exchange.getRequestURI().getPath().equals("/large")
              ? new byte[LARGE_BYTES]
              : ("heard " + request.length + "\n").getBytes();
      exchange.getResponseHeaders().set("content-type", "text/x-answer");
      boolean head = exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(200, head ? -1 : body.length);
      if (!head) {
        exchange.getResponseBody().write(body);
      }
    }
  }

  private interface Manner {
    void treat(Socket client) throws IOException;
  }

  private void serve(ServerSocket accepting, Manner manner) {
    Thread.ofVirtual()
        .start(() -> {
          while (!accepting.isClosed()) {
            try {
              Socket client = accepting.accept();
              open.add(client);
              Thread.ofVirtual().start(() -> treat(client, manner));
            } catch (IOException closed) {
              return;
            }
          }
        });
  }

  private void treat(Socket client, Manner manner) {
    try (client) {
      manner.treat(client);
    } catch (IOException broken) {
      if (!client.isClosed() && !accepted(broken)) {
        throw new UncheckedIOException(broken);
      }
    } finally {
      open.remove(client);
    }
  }

  /// The proxy may hang up whenever it likes.
  private static boolean accepted(IOException broken) {
    return broken instanceof java.net.SocketException;
  }

  private void hang(Socket client) throws IOException {
    readHead(client);
    hangs.incrementAndGet();
    client.getInputStream().transferTo(OutputStream.nullOutputStream());
  }

  private static void echo(Socket client) throws IOException {
    client.getInputStream().transferTo(client.getOutputStream());
  }

  private static void readHead(Socket client) throws IOException {
    int matched = 0;
    while (matched < 4) {
      int read = client.getInputStream().read();
      if (read < 0) {
        return;
      }
      matched = read == "\r\n\r\n".charAt(matched) ? matched + 1 : read == '\r' ? 1 : 0;
    }
  }

  @Override
  public void close() throws IOException {
    app.stop(0);
    hanging.close();
    breaking.close();
    echoing.close();
    for (Socket each : open) {
      each.close();
    }
  }
}
