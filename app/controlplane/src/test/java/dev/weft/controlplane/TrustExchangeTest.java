package dev.weft.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.host.Environment;
import dev.weft.host.Refusal;
import dev.weft.model.TrustDomain;
import dev.weft.pki.Algorithm;
import dev.weft.pki.Authority;
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
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

  private ControlPlane start(String name, int bundlePort, String... more) throws IOException {
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
                    words(
                        more,
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

  private static List<String> words(String[] more, String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of(more));
    return all;
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

  private static Authority root(String name) {
    return Authority.selfSigned(
        new TrustDomain(name), Algorithm.ECDSA_P256, Instant.now(), new SecureRandom());
  }

  /// Writes a part as careful operators do: another file in its place.
  private static void part(Path folder, String name, String text) throws IOException {
    Path fresh = Files.writeString(folder.resolve(name + ".new"), text);
    Files.move(fresh, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
  }

  private static long sequence(String bundle) {
    Matcher found = Pattern.compile("\"spiffe_sequence\": ([0-9]+)").matcher(bundle);
    assertThat(found.find()).as(bundle).isTrue();
    return Long.parseLong(found.group(1));
  }

  private static int keys(String bundle) {
    return bundle.split("x509-svid", -1).length - 1;
  }

  @Test
  void theBundleIsPublishedAnewWhenTheRootsChange() throws Exception {
    Authority first = root("a.example");
    Authority second = root("a.example");
    Path ca = Files.createDirectories(directory.resolve("ca"));
    part(ca, "ca-key.pem", first.keyPem());
    part(ca, "ca-cert.pem", first.chainPem());
    part(ca, "root-cert.pem", first.chainPem());
    ControlPlane a = start("a", 0, "--ca-dir", ca.toString());
    String before = call(a, "GET", "/debug/bundle", "");
    assertThat(keys(before)).isEqualTo(1);

    part(ca, "root-cert.pem", first.chainPem() + second.chainPem());
    until(() -> keys(call(a, "GET", "/debug/bundle", "")) == 2);
    String both = call(a, "GET", "/debug/bundle", "");
    assertThat(sequence(both)).isGreaterThan(sequence(before));
    until(() -> trust(a).split("\"sha256\"", -1).length == 3);

    part(ca, "root-cert.pem", "no certificate");
    until(() -> call(a, "GET", "/api/v1/problems", "").contains("the last good one goes on"));
    assertThat(call(a, "GET", "/debug/bundle", "")).isEqualTo(both);
    part(ca, "root-cert.pem", first.chainPem() + second.chainPem());
    until(() -> !call(a, "GET", "/api/v1/problems", "").contains("the last good one goes on"));

    part(ca, "ca-key.pem", second.keyPem());
    part(ca, "ca-cert.pem", second.chainPem());
    String issuer = second.root().getSubjectX500Principal().getName();
    until(() -> log.toString(StandardCharsets.UTF_8).contains("signed by " + issuer));
    assertThat(call(a, "GET", "/debug/bundle", "")).isEqualTo(both);

    part(ca, "root-cert.pem", second.chainPem());
    until(() -> keys(call(a, "GET", "/debug/bundle", "")) == 1);
    String after = call(a, "GET", "/debug/bundle", "");
    assertThat(sequence(after)).isGreaterThan(sequence(both));
    assertThat(after.replaceAll("\\s", ""))
        .contains(Base64.getEncoder().encodeToString(second.root().getEncoded()));
  }

  @Test
  void aRootOfItsOwnIsReplacedInSteps() throws Exception {
    ControlPlane a = start("a", 0);
    String before = call(a, "GET", "/debug/bundle", "");
    assertThat(call(a, "POST", "/api/v1/root/switch", "")).contains("begin is the first step");
    assertThat(call(a, "POST", "/api/v1/root/begin", "")).contains("\"begun\"");
    assertThat(call(a, "POST", "/api/v1/root/begin", "")).contains("the next step is switch");
    until(() -> trust(a).split("\"sha256\"", -1).length == 3);
    String both = call(a, "GET", "/debug/bundle", "");
    assertThat(keys(both)).isEqualTo(2);
    assertThat(sequence(both)).isGreaterThan(sequence(before));

    a.stop();
    ControlPlane again = start("a", 0);
    assertThat(call(again, "GET", "/api/v1/root", "")).contains("\"begun\"");
    until(() -> call(again, "POST", "/api/v1/root/switch", "").contains("\"switched\""));
    assertThat(keys(call(again, "GET", "/debug/bundle", ""))).isEqualTo(2);
    assertThat(call(again, "POST", "/api/v1/root/finish", ""))
        .contains("certificates of the old root may be in use until");
    assertThat(call(again, "POST", "/api/v1/root/finish?now=true", "")).contains("\"settled\"");
    String after = call(again, "GET", "/debug/bundle", "");
    assertThat(keys(after)).isEqualTo(1);
    assertThat(after).isNotEqualTo(before);
  }

  @Test
  void aRootThatWasBroughtIsReplacedWhereItWasBrought() throws Exception {
    Authority first = root("a.example");
    Path ca = Files.createDirectories(directory.resolve("ca"));
    part(ca, "ca-key.pem", first.keyPem());
    part(ca, "ca-cert.pem", first.chainPem());
    part(ca, "root-cert.pem", first.chainPem());
    ControlPlane a = start("a", 0, "--ca-dir", ca.toString());
    assertThat(call(a, "POST", "/api/v1/root/begin", "")).contains("an authority that was brought");
  }

  @Test
  void anotherTrustDomainThanMeshConfigSaysIsRefusedWithTheRemedy() {
    assertThatThrownBy(() -> start("a", 0, "--trust-domain", "c.example"))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("--trust-domain is c.example, but MeshConfig says")
        .hasMessageContaining("a.example")
        .hasMessageContaining("leave the flag out");
  }

  @Test
  void aTrustDomainThatChangesUnderARunningControlPlaneIsAProblem() throws Exception {
    ControlPlane a = start("a", 0);
    Path mesh = directory.resolve("a/mesh.yaml");
    Files.writeString(mesh, Files.readString(mesh).replace("a.example", "z.example"));
    until(() ->
        call(a, "GET", "/api/v1/problems", "")
            .contains("MeshConfig says trust domain z.example now"));
  }
}
