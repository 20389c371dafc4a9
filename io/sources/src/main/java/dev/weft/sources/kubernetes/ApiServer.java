package dev.weft.sources.kubernetes;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Speaks HTTP/1.1 to an API server: each watch has a connection of its own, so that one that hangs
/// can be dropped without the others.
public final class ApiServer implements AutoCloseable {
  /// How long a request that is no watch may take.
  public static final Duration PATIENCE = Duration.ofSeconds(30);

  /// Longest answer that is read, in bytes: one page of a list.
  public static final int LIMIT_BYTES = 64 << 20;

  private static final Duration CONNECT = Duration.ofSeconds(5);

  private final Kubeconfig kubeconfig;
  private final HttpClient http;
  private final JsonMapper json = new JsonMapper();

  private ApiServer(Kubeconfig kubeconfig, HttpClient http) {
    this.kubeconfig = kubeconfig;
    this.http = http;
  }

  /// A client of the cluster that a kubeconfig describes; connects when first used.
  public static ApiServer of(Kubeconfig kubeconfig) {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .sslContext(context(kubeconfig));
    return new ApiServer(kubeconfig, builder.build());
  }

  private static SSLContext context(Kubeconfig kubeconfig) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys(kubeconfig.credential()), trust(kubeconfig.roots()), null);
      return context;
    } catch (GeneralSecurityException | IOException impossible) {
      throw new IllegalStateException("this JDK has no TLS", impossible);
    }
  }

  private static TrustManager[] trust(List<X509Certificate> roots)
      throws GeneralSecurityException, IOException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    if (roots.isEmpty()) {
      factory.init((KeyStore) null);
      return factory.getTrustManagers();
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, new char[0]);
    for (int i = 0; i < roots.size(); i++) {
      store.setCertificateEntry("root" + i, roots.get(i));
    }
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static KeyManager[] keys(Kubeconfig.Credential credential)
      throws GeneralSecurityException, IOException {
    if (!(credential instanceof Kubeconfig.Credential.Certificate(var key, var chain))) {
      return new KeyManager[0];
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, new char[0]);
    store.setKeyEntry("own", key, new char[0], chain.toArray(X509Certificate[]::new));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, new char[0]);
    return factory.getKeyManagers();
  }

  /// Where the server is, for messages.
  public String place() {
    return kubeconfig.server().toString();
  }

  /// Reads one answer.
  ///
  /// @param path with query, such as `/api/v1/services?limit=500`
  /// @throws ApiRefusal when the server says no
  /// @throws IOException when it cannot be reached or does not answer in time
  public JsonNode get(String path) throws IOException {
    return tree(send(request(path).timeout(PATIENCE).GET().build()));
  }

  /// Sends an object.
  ///
  /// @param method `POST`, `PUT` or `DELETE`
  /// @throws ApiRefusal when the server says no
  /// @throws IOException when it cannot be reached or does not answer in time
  public JsonNode send(String method, String path, JsonNode body) throws IOException {
    HttpRequest.BodyPublisher text = HttpRequest.BodyPublishers.ofString(body.toString());
    return tree(
        send(
            request(path)
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .method(method, text)
                .build()));
  }

  /// Whether anything answers at all.
  ///
  /// @throws IOException when nothing does
  void probe(Duration patience) throws IOException {
    try (InputStream body = send(request("/version").timeout(patience).GET().build())) {
      body.readNBytes(LIMIT_BYTES);
    } catch (ApiRefusal alive) {
      return;
    }
  }

  /// Opens a stream of events; whoever reads it closes it, from any thread.
  ///
  /// @throws ApiRefusal when the server says no
  /// @throws IOException when it cannot be reached
  InputStream watch(String path) throws IOException {
    return send(request(path).timeout(PATIENCE).GET().build());
  }

  private HttpRequest.Builder request(String path) throws IOException {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(java.net.URI.create(kubeconfig.server() + path))
            .header("Accept", "application/json")
            .header("User-Agent", "weft");
    if (kubeconfig.credential() instanceof Kubeconfig.Credential.Token(var text)) {
      try {
        builder.header("Authorization", "Bearer " + text.get());
      } catch (UncheckedIOException unreadable) {
        throw new IOException(unreadable.getMessage(), unreadable.getCause());
      }
    }
    return builder;
  }

  private InputStream send(HttpRequest request) throws IOException {
    HttpResponse<InputStream> response;
    try {
      response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException("stopped", stopped);
    } catch (IOException failed) {
      throw new IOException(reason(failed), failed);
    }
    if (response.statusCode() / 100 == 2) {
      return response.body();
    }
    try (InputStream body = response.body()) {
      throw new ApiRefusal(response.statusCode(), message(response.statusCode(), body));
    }
  }

  /// The innermost cause that says something.
  private static String reason(Throwable failure) {
    String said = "";
    for (Throwable at = failure; at != null; at = at.getCause()) {
      String message = at.getMessage();
      said = message == null || message.isBlank() ? said : message;
    }
    return said.isEmpty() ? failure.getClass().getSimpleName() : said;
  }

  private String message(int status, InputStream body) throws IOException {
    byte[] bytes = body.readNBytes(1 << 16);
    try {
      String said = json.readTree(bytes).path("message").asString("");
      return said.isEmpty() ? "HTTP " + status : said;
    } catch (JacksonException notJson) {
      String text = new String(bytes, StandardCharsets.UTF_8).strip();
      return "HTTP " + status + (text.isEmpty() ? "" : ": " + text.lines().findFirst().orElse(""));
    }
  }

  private JsonNode tree(InputStream body) throws IOException {
    try (body) {
      byte[] bytes = body.readNBytes(LIMIT_BYTES + 1);
      if (bytes.length > LIMIT_BYTES) {
        throw new IOException("the answer has more than " + LIMIT_BYTES + " bytes");
      }
      return json.readTree(new ByteArrayInputStream(bytes));
    } catch (JacksonException broken) {
      throw new IOException("the answer is not JSON: " + broken.getOriginalMessage(), broken);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
