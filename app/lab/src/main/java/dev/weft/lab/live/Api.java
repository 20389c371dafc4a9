package dev.weft.lab.live;

import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Speaks to a cluster's API server as its administrator.
final class Api {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int ATTEMPTS = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final String cluster;
  private final Access access;
  private final HttpClient http;

  /// @param access the server's address, root and the administrator's token
  Api(String cluster, Access access) {
    this.cluster = cluster;
    this.access = access;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .sslContext(context(access))
            .build();
  }

  private static SSLContext context(Access access) {
    try {
      return access.context();
    } catch (GeneralSecurityException | IOException unusable) {
      throw Refusal.because(
          Exit.FAILED, "the certificate of " + access.server() + " cannot be used: " + unusable);
    }
  }

  /// Whether it answers.
  boolean answers() {
    try {
      return send("GET", "/readyz", Optional.empty()).statusCode() == 200;
    } catch (Refusal silent) {
      return false;
    }
  }

  /// Makes a resource what the tree says (server-side apply).
  void apply(Map<String, Object> resource) {
    String text = JSON.writeValueAsString(resource);
    JsonNode tree = JSON.readTree(text);
    String path = path(tree) + "?fieldManager=weft-lab&force=true";
    HttpResponse<String> answer = send("PATCH", path, Optional.of(text));
    if (answer.statusCode() / 100 != 2) {
      throw refused("apply " + words(tree), answer);
    }
  }

  /// Removes a resource; one that is not there is fine.
  void delete(Map<String, Object> resource) {
    JsonNode tree = JSON.readTree(JSON.writeValueAsString(resource));
    HttpResponse<String> answer = send("DELETE", path(tree), Optional.empty());
    if (answer.statusCode() / 100 != 2 && answer.statusCode() != 404) {
      throw refused("delete " + words(tree), answer);
    }
  }

  /// A resource as it is, if it is there.
  Optional<JsonNode> get(String kind, String namespace, String name) {
    HttpResponse<String> answer =
        send("GET", Paths.of(kind, namespace) + "/" + name, Optional.empty());
    return answer.statusCode() == 200
        ? Optional.of(JSON.readTree(answer.body()))
        : Optional.empty();
  }

  /// A token of a service account for the mesh's certificate authority.
  String token(String namespace, String account, Duration life) {
    Map<String, Object> request =
        Map.of(
            "apiVersion",
            "authentication.k8s.io/v1",
            "kind",
            "TokenRequest",
            "spec",
            Map.of("audiences", List.of("istio-ca"), "expirationSeconds", life.toSeconds()));
    HttpResponse<String> answer =
        send(
            "POST",
            Paths.of("ServiceAccount", namespace) + "/" + account + "/token",
            Optional.of(JSON.writeValueAsString(request)));
    if (answer.statusCode() / 100 != 2) {
      throw refused("make a token of " + namespace + "/" + account, answer);
    }
    return JSON.readTree(answer.body()).at("/status/token").asString("");
  }

  private static String path(JsonNode resource) {
    JsonNode meta = resource.path("metadata");
    return Paths.of(resource.path("kind").asString(""), meta.path("namespace").asString(""))
        + "/"
        + meta.path("name").asString("");
  }

  private static String words(JsonNode resource) {
    return resource.path("kind").asString("")
        + " "
        + resource.at("/metadata/namespace").asString("")
        + "/"
        + resource.at("/metadata/name").asString("");
  }

  private Refusal refused(String what, HttpResponse<String> answer) {
    String said = answer.body();
    return Refusal.because(
        Exit.FAILED,
        "cluster "
            + cluster
            + " did not "
            + what
            + ": status "
            + answer.statusCode()
            + ", "
            + said.substring(0, Math.min(500, said.length())));
  }

  private HttpResponse<String> send(String method, String path, Optional<String> body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(access.server() + path))
            .timeout(PATIENCE)
            .header("authorization", "Bearer " + access.token())
            .header(
                "content-type",
                method.equals("PATCH") ? "application/apply-patch+yaml" : "application/json")
            .method(
                method,
                body.map(text -> BodyPublishers.ofString(text)).orElseGet(BodyPublishers::noBody))
            .build();
    return send(request);
  }

  /// Everything asked is the same when asked twice, so a broken connection is tried again.
  private HttpResponse<String> send(HttpRequest request) {
    for (int attempt = 1; ; attempt++) {
      try {
        return http.send(request, HttpResponse.BodyHandlers.ofString());
      } catch (IOException broken) {
        if (attempt == ATTEMPTS) {
          throw Refusal.because(
              Exit.FAILED,
              "the API server of " + cluster + " does not answer: " + broken.getMessage());
        }
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw Refusal.because(Exit.INTERRUPTED, "interrupted while asking cluster " + cluster);
      }
    }
  }
}
