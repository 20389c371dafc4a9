package dev.weft.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Two meshes with authorities and trust domains of their own. Whom one does not believe is refused
/// in the handshake, and the log, the metrics and `weft explain` say why.
@Tag("labs")
class TwoMeshesIT {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final String FAR = "http://far.example/";

  @TempDir private Path folder = Path.of("");

  /// A mesh of a client and a server.
  private RunningMesh up(DataPlane plane, String domain, int block, String more)
      throws IOException {
    Path file = folder.resolve("mesh" + block + ".yaml");
    Path shape = Project.path("proof/interop/src/test/resources/trust/mesh.yaml");
    Files.writeString(file, Files.readString(shape).replace("DOMAIN", domain) + more);
    int base = 15_000 + block * 10;
    return RunningMesh.up(
        plane,
        List.of(file),
        "--block",
        "" + block,
        "--control-plane-port",
        "" + base,
        "--port",
        "" + (base + 7),
        "--tls-port",
        "" + (base + 8));
  }

  /// Tells a mesh of the other's server: where it is, and whom it must prove to be.
  private static void introduce(RunningMesh here, RunningMesh there, String domain)
      throws IOException {
    Files.writeString(
        here.directory().resolve("far.yaml"),
        """
        apiVersion: networking.istio.io/v1
        kind: ServiceEntry
        metadata: {name: far, namespace: default}
        spec:
          hosts: [far.example]
          location: MESH_INTERNAL
          resolution: STATIC
          ports: [{number: 80, name: http, protocol: HTTP, targetPort: 9080}]
          subjectAltNames: ["spiffe://%s/ns/default/sa/server"]
          endpoints: [{address: %s}]
        ---
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata: {name: far, namespace: default}
        spec:
          host: far.example
          trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}
        """
            .formatted(domain, there.part("server").at("/address").asString()));
  }

  private static String weft(RunningMesh mesh, String... words) {
    Weft.Ended ended = Weft.run(mesh.directory(), words);
    assertThat(ended.status()).as(String.join(" ", words) + ": " + ended.output()).isZero();
    return ended.output();
  }

  private String bundle(RunningMesh mesh, String name) throws IOException {
    return Files.writeString(folder.resolve(name), weft(mesh, "trust", "show", "-C", dir(mesh)))
        .toString();
  }

  private static String dir(RunningMesh mesh) {
    return mesh.directory().toString();
  }

  /// Whether there was an endpoint, and no connection to it.
  private static boolean refused(HttpResponse<String> answer) {
    return answer.statusCode() == 503 && answer.body().contains("upstream connect error");
  }

  private static String explained(RunningMesh mesh, String from, String url) {
    return weft(mesh, "explain", "-C", dir(mesh), "--from", from, url);
  }

  private static HttpResponse<String> call(HttpClient client) {
    return RunningMesh.get(client, FAR, Map.of());
  }

  private static void until(String what, HttpClient client, Predicate<HttpResponse<String>> seen) {
    String[] last = {""};
    Patience.until(
        PATIENCE,
        () -> what + "; the last answer was " + last[0],
        () -> {
          HttpResponse<String> answer = call(client);
          last[0] = answer.statusCode() + " " + answer.body();
          return seen.test(answer);
        });
  }

  /// Calls until there are certain words in the access log of a member.
  private static void logged(HttpClient caller, RunningMesh mesh, String member, String... words) {
    Path log = mesh.accessLog(member);
    Patience.until(
        PATIENCE,
        () -> String.join(" ", words) + " in " + RunningMesh.read(log),
        () -> {
          assertThat(call(caller).statusCode()).isEqualTo(503);
          return RunningMesh.read(log).lines().anyMatch(line -> all(line.replace('_', ' '), words));
        });
  }

  private static boolean all(String line, String... words) {
    return List.of(words).stream().allMatch(line::contains);
  }

  /// Waits until a metric of a member counts.
  private static void counted(RunningMesh mesh, String member, String series) {
    String page =
        "http://" + mesh.part(member).at("/address").asString() + ":15090/stats/prometheus";
    try (HttpClient client = HttpClient.newHttpClient()) {
      Patience.until(
          PATIENCE,
          () -> series + " in " + RunningMesh.get(client, page, Map.of()).body(),
          () ->
              RunningMesh.get(client, page, Map.of())
                  .body()
                  .lines()
                  .anyMatch(line -> line.matches(series + " [1-9][0-9]*")));
    }
  }

  @ParameterizedTest
  @EnumSource(DataPlane.class)
  void callsAcrossWorkBetweenTheExchangeOfBundlesAndTheirWithdrawal(DataPlane plane)
      throws IOException {
    try (RunningMesh here = up(plane, "a.example", 71, "");
        RunningMesh there = up(plane, "b.example", 72, "");
        HttpClient outward = here.client("client");
        HttpClient inward = there.client("client")) {
      introduce(here, there, "b.example");
      introduce(there, here, "a.example");
      until("a refusal", outward, TwoMeshesIT::refused);
      refusedByTheClient(plane, here, outward, "no bundle: trust domain 'b.example'");
      assertThat(explained(here, "client", FAR))
          .contains("no_bundle: trust domain 'b.example'", "weft trust add b.example");

      String bundle = bundle(there, "b.json");
      weft(here, "trust", "add", "b.example", "--bundle", bundle, "-C", dir(here));
      weft(
          there, "trust", "add", "a.example", "--bundle", bundle(here, "a.json"), "-C", dir(there));
      until("an answer", outward, answer -> answer.body().contains("a.example/ns/default/sa/cl"));
      until("an answer", inward, answer -> answer.body().contains("b.example/ns/default/sa/cl"));
      assertThat(explained(here, "client", FAR))
          .contains("vouched for by: a root of b.example")
          .doesNotContain("not believed");
      HttpResponse<String> denied = RunningMesh.get(outward, FAR + "denied", Map.of());
      assertThat(denied.statusCode()).as(denied.body()).isEqualTo(403);
      assertThat(
              explained(
                  there, "spiffe://a.example/ns/default/sa/client", "http://server:9080/denied"))
          .contains("answers 403");

      weft(there, "trust", "remove", "a.example", "-C", dir(there));
      until("a refusal by the server", outward, TwoMeshesIT::refused);
      until("a refusal by the client", inward, TwoMeshesIT::refused);
      refusedByTheServer(plane, there, outward);
      assertThat(explained(there, "spiffe://a.example/ns/default/sa/client", "http://server:9080/"))
          .contains("the server does not believe the client: no_bundle: trust domain 'a.example'");
    }
  }

  /// What the client's proxy says of a server that it did not believe.
  private static void refusedByTheClient(
      DataPlane plane, RunningMesh mesh, HttpClient caller, String reason) {
    switch (plane) {
      case WEFT -> {
        logged(caller, mesh, "client", "URX,UF", "TLS error: " + reason);
        counted(mesh, "client", "weft_trust_refusals\\{peer=\"server\",reason=\"no_bundle\"\\}");
      }
      case ENVOY -> {
        logged(caller, mesh, "client", "URX,UF", "CERTIFICATE VERIFY FAILED");
        counted(mesh, "client", "envoy_cluster_example_ssl_fail_verify_error\\{.*\\}");
      }
    }
  }

  /// Weft's proxy ends what is connected and says why; Envoy lets live connections end by
  /// themselves and, as Istio configures it, logs no handshake that fails on the inbound side.
  private static void refusedByTheServer(DataPlane plane, RunningMesh mesh, HttpClient caller) {
    switch (plane) {
      case WEFT -> {
        logged(caller, mesh, "server", "LR trust withdrawn", "no bundle: trust domain 'a.example'");
        logged(caller, mesh, "server", "DPE", "TLS error: no bundle: trust domain 'a.example'");
        for (String reason : List.of("trust_withdrawn", "no_bundle")) {
          counted(
              mesh, "server", "weft_trust_refusals\\{peer=\"client\",reason=\"" + reason + "\"\\}");
        }
      }
      case ENVOY -> counted(mesh, "server", "envoy_listener_ssl_fail_verify_(error|san)\\{.*\\}");
    }
  }

  /// The mesh of the other domain signs with our own root, which vouches for our names alone.
  @ParameterizedTest
  @EnumSource(DataPlane.class)
  void aRootOfOneTrustDomainDoesNotSpeakForAnother(DataPlane plane) throws IOException {
    try (RunningMesh here = up(plane, "a.example", 71, "")) {
      String ours = bundle(here, "a.json");
      try (RunningMesh there = up(plane, "b.example", 72, authority(here));
          HttpClient outward = here.client("client");
          HttpClient inward = there.client("client")) {
        introduce(here, there, "b.example");
        introduce(there, here, "a.example");
        // Some other root is what b.example is believed by.
        String other = stranger();
        weft(here, "trust", "add", "b.example", "--bundle", other, "-C", dir(here));
        weft(there, "trust", "add", "a.example", "--bundle", ours, "-C", dir(there));
        until("a refusal", outward, TwoMeshesIT::refused);
        until("a refusal", inward, TwoMeshesIT::refused);
        String[] why = {
          "foreign root: no root of trust domain 'b.example' vouches for",
          "a root of trust domain 'a.example' signed it"
        };
        switch (plane) {
          case WEFT -> {
            logged(outward, here, "client", why);
            logged(inward, here, "server", why);
            assertThat(explained(here, "client", FAR))
                .containsPattern(
                    "client's proxy has refused a server \\d+ times: foreign_root, a root")
                .contains("which may not speak for this one");
            assertThat(
                    explained(
                        here, "spiffe://b.example/ns/default/sa/client", "http://server:9080/"))
                .containsPattern("server's proxy has refused a client \\d+ times: foreign_root, a");
            counted(
                here, "server", "weft_trust_refusals\\{peer=\"client\",reason=\"foreign_root\"\\}");
          }
          case ENVOY -> {
            logged(outward, here, "client", "URX,UF", "CERTIFICATE VERIFY FAILED");
            counted(here, "server", "envoy_listener_ssl_fail_verify_(error|san)\\{.*\\}");
            assertThat(explained(here, "client", FAR))
                .containsPattern(
                    "client's proxy has refused a server \\d+ times: ssl.fail_verify_");
          }
        }
        assertThat(explained(here, "client", FAR))
            .contains("vouched for by: a root of b.example: ")
            .doesNotContain("vouched for by: a root of a.example");
      }
    }
  }

  /// A root that neither mesh has.
  private String stranger() throws IOException {
    return Project.path("proof/interop/src/test/resources/trust/stranger.pem").toString();
  }

  /// The authority of a mesh, as the Secret that another takes it from.
  private static String authority(RunningMesh mesh) {
    Path folder = mesh.directory().resolve(".weft/ca");
    String certificate = RunningMesh.read(folder.resolve("cert.pem")).indent(4);
    return """
    ---
    apiVersion: v1
    kind: Secret
    metadata: {name: cacerts, namespace: istio-system}
    stringData:
      ca-key.pem: |
    %s  ca-cert.pem: |
    %s  root-cert.pem: |
    %s\
    """
        .formatted(RunningMesh.read(folder.resolve("key.pem")).indent(4), certificate, certificate);
  }
}
