package dev.weft.interop;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// A server that answers 200 and tells, in the header `x-echo`, the request as it arrived.
final class EchoUpstream implements AutoCloseable {
  private final String name;
  private final HttpServer server;

  EchoUpstream(String name) {
    this.name = name;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    server.createContext("/", this::answer);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    StringBuilder text =
        new StringBuilder(name)
            .append('\n')
            .append(exchange.getRequestMethod())
            .append('\n')
            .append(exchange.getRequestURI())
            .append('\n');
    exchange
        .getRequestHeaders()
        .forEach((header, values) ->
            values.forEach(value -> text.append(header).append(": ").append(value).append('\n')));
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("x-echo", Base64.getEncoder().encodeToString(bytes));
    exchange.getResponseHeaders().add("x-upstream", "yes");
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
