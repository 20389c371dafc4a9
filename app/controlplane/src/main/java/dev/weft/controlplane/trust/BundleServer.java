package dev.weft.controlplane.trust;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.weft.rpc.transport.ClientTls;
import dev.weft.rpc.transport.TlsContexts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/// Publishes the mesh's own bundle over HTTPS, for whoever asks (SPIFFE Federation, section 5). The
/// server proves itself by its identity document: profile `https_spiffe`.
public final class BundleServer implements AutoCloseable {
  private final HttpsServer server;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

  private BundleServer(HttpsServer server) {
    this.server = server;
  }

  /// Listens.
  ///
  /// @param bundle the JSON text, asked at each request
  /// @throws IOException when the address is taken
  public static BundleServer on(
      InetSocketAddress address, Supplier<ClientTls.Credential> credential, Supplier<String> bundle)
      throws IOException {
    HttpsServer https = HttpsServer.create(address, 128);
    https.setHttpsConfigurator(new HttpsConfigurator(TlsContexts.server(credential)));
    BundleServer server = new BundleServer(https);
    https.setExecutor(server.executor);
    https.createContext("/", exchange -> answer(exchange, bundle));
    https.start();
    return server;
  }

  private static void answer(HttpExchange exchange, Supplier<String> bundle) throws IOException {
    try (exchange) {
      if (!exchange.getRequestMethod().equals("GET")) {
        exchange.getResponseHeaders().set("Allow", "GET");
        exchange.sendResponseHeaders(405, -1);
        return;
      }
      byte[] body = bundle.get().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
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
