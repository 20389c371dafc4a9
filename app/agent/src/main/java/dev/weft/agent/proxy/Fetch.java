package dev.weft.agent.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Asks the few HTTP servers of a pod: the proxy's admin interface, and the application.
public final class Fetch implements AutoCloseable {
  /// Longest answer taken, in bytes: what an application may show as metrics.
  public static final int LIMIT_BYTES = 10 << 20;

  private final ExecutorService executor =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("agent-fetch-", 0).factory());
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .followRedirects(HttpClient.Redirect.NEVER)
          .executor(executor)
          .build();

  /// An answer.
  public record Answer(int status, String contentType, String body) {}

  /// One request.
  ///
  /// @param headers sent besides the usual ones
  public record Ask(String method, URI uri, Map<String, String> headers, Duration patience) {
    public static Ask get(String uri) {
      return new Ask("GET", URI.create(uri), Map.of(), Duration.ofSeconds(2));
    }

    public static Ask post(String uri) {
      return new Ask("POST", URI.create(uri), Map.of(), Duration.ofSeconds(2));
    }
  }

  /// Asks once.
  ///
  /// @throws IOException when there is no answer in time, or one beyond [#LIMIT_BYTES]
  public Answer ask(Ask ask) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(ask.uri())
            .timeout(ask.patience())
            .method(ask.method(), HttpRequest.BodyPublishers.noBody());
    ask.headers().forEach(request::setHeader);
    try {
      HttpResponse<InputStream> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        byte[] bytes = body.readNBytes(LIMIT_BYTES + 1);
        if (bytes.length > LIMIT_BYTES) {
          throw new IOException("the answer has more than " + LIMIT_BYTES + " bytes");
        }
        return new Answer(
            response.statusCode(),
            response.headers().firstValue("content-type").orElse(""),
            new String(bytes, StandardCharsets.UTF_8));
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while asking " + ask.uri(), stopped);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
    executor.shutdownNow();
  }
}
