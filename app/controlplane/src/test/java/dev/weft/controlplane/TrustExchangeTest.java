package dev.weft.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.host.Environment;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two control planes with authorities of their own, over their HTTPS bundle endpoints.
final class TrustExchangeTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final List<AutoCloseable> open = new ArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();

  @AfterEach
  void end() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
    http.close();
  }

  private ControlPlane start(String name, int bundlePort) throws IOException {
    Path mesh = Files.createDirectories(directory.resolve(name));
    Files.writeString(
        mesh.resolve("mesh.yaml"),
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: istio, namespace: istio-system}
        data:
          mesh: |
            trustDomain: %s.example
        """
            .formatted(name));
    ControlPlane plane =
        (ControlPlane)
            new ControlPlaneProgram()
                .start(
                    List.of(
                        "--config",
                        mesh.toString(),
                        "--state",
                        directory.resolve(name + "-state").toString(),
                        "--xds-address",
                        "127.0.0.1:0",
                        "--secure-xds-address",
                        "127.0.0.1:0",
                        "--monitoring-address",
                        "127.0.0.1:0",
                        "--bundle-address",
                        "127.0.0.1:" + bundlePort),
                    Environment.ofProcess()
                        .loggingTo(new PrintStream(log, true, StandardCharsets.UTF_8)));
    open.add(plane::stop);
    return plane;
  }

  private String call(ControlPlane plane, String method, String page, String body) {
    try {
      return http.send(
              HttpRequest.newBuilder(
                      URI.create("http://127.0.0.1:" + plane.monitoringPort() + page))
                  .method(method, HttpRequest.BodyPublishers.ofString(body))
                  .build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException failed) {
      throw new AssertionError(failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError(interrupted);
    }
  }

  private String trust(ControlPlane plane) {
    return call(plane, "GET", "/debug/trustz", "");
  }

  private static void until(BooleanSupplier holds) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!holds.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited for too long").isLessThan(end);
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  private static String bundle(String spiffeBundle, int port) {
    return """
    apiVersion: weft.dev/v1alpha1
    kind: TrustBundle
    metadata: {name: b, namespace: istio-system}
    spec:
      trustDomain: b.example
      spiffeBundle: |
    %s
      endpoint: {url: "https://127.0.0.1:%d/", profile: https_spiffe, endpointSpiffeId: "spiffe://b.example/ns/istio-system/sa/istiod"}
    """
        .formatted(spiffeBundle.indent(4), port);
  }

  @Test
  void aBundleIsFetchedKeptWhileItsEndpointIsAwayAndForgottenWhenWithdrawn() throws Exception {
    ControlPlane a = start("a", 0);
    ControlPlane b = start("b", 0);
    int port = b.bundlePort();
    String published = call(b, "GET", "/debug/bundle", "");
    assertThat(published).contains("x509-svid", "spiffe_sequence", "\"spiffe_refresh_hint\": 60");

    call(a, "PUT", "/api/v1/resources?file=b.yaml", bundle(published, port));
    until(() -> trust(a).contains("lastGood"));
    assertThat(trust(a)).contains("\"a.example\"", "\"b.example\"").doesNotContain("failure");
    assertThat(call(a, "GET", "/metrics", ""))
        .contains("weft_trust_bundle_fetches_total{", "trust_domain=\"b.example\"");

    b.stop();
    a.stop();
    ControlPlane again = start("a", 0);
    until(() -> trust(again).contains("failure"));
    assertThat(trust(again)).contains("O=b.example");
    assertThat(log.toString(StandardCharsets.UTF_8))
        .contains("the bundle of trust domain b.example cannot be had");

    call(again, "DELETE", "/api/v1/resources/TrustBundle/istio-system/b", "");
    until(() -> !trust(again).contains("b.example"));
    until(() -> {
      String[] kept = directory.resolve("a-state/bundles").toFile().list();
      return kept != null && kept.length == 0;
    });
  }

  @Test
  void anEndpointOfAnotherAuthorityIsRefusedInWords() throws Exception {
    ControlPlane a = start("a", 0);
    ControlPlane b = start("b", 0);
    String own = call(a, "GET", "/debug/bundle", "");
    call(a, "PUT", "/api/v1/resources?file=b.yaml", bundle(own, b.bundlePort()));
    until(() ->
        trust(a)
            .contains("the chain of spiffe://b.example/ns/istio-system/sa/istiod does not verify"));
    assertThat(trust(a)).doesNotContain("lastGood");
  }

  @Test
  void anEndpointOfTheWebIsNotBelievedByItsSpiffeRoot() throws Exception {
    ControlPlane a = start("a", 0);
    ControlPlane b = start("b", 0);
    call(
        a,
        "PUT",
        "/api/v1/resources?file=b.yaml",
        """
        apiVersion: weft.dev/v1alpha1
        kind: TrustBundle
        metadata: {name: b, namespace: istio-system}
        spec: {trustDomain: b.example, endpoint: {url: "https://127.0.0.1:%d/"}}
        """
            .formatted(b.bundlePort()));
    until(() -> trust(a).contains("failure"));
    assertThat(trust(a)).doesNotContain("O=b.example");
  }
}
