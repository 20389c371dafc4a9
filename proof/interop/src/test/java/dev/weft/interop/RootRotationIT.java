package dev.weft.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/// The root of a mesh is replaced while requests flow: first two are believed, then the new one
/// signs, then the old one is forgotten. Each root signs through an intermediate authority.
class RootRotationIT {
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final int BLOCK = 73;

  @TempDir private Path folder = Path.of("");
  private int changes;

  @ParameterizedTest
  @EnumSource(DataPlane.class)
  void rootsFollowOneAnotherWithoutAFailedRequest(DataPlane plane) throws IOException {
    IssuingRoot first = IssuingRoot.make("a.example", "first intermediate");
    IssuingRoot second = IssuingRoot.make("a.example", "second intermediate");
    Path shape = Project.path("proof/interop/src/test/resources/trust/mesh.yaml");
    Path file =
        Files.writeString(
            folder.resolve("mesh.yaml"), Files.readString(shape).replace("DOMAIN", "a.example"));
    Path secret = Files.writeString(folder.resolve("cacerts.yaml"), first.secret(first));
    try (RunningMesh mesh =
            RunningMesh.up(
                plane,
                List.of(file, secret),
                Map.of("SECRET_TTL", "45s"),
                "--block",
                "" + BLOCK,
                "--control-plane-port",
                "15730",
                "--port",
                "15737",
                "--tls-port",
                "15738");
        SteadyCalls calls = SteadyCalls.start(mesh.client("client"), "http://server:9080/", 20)) {
      flow(calls);
      assertThat(shown(mesh, "server"))
          .extracting(certificate -> certificate.getIssuerX500Principal().getName())
          .containsExactly(
              "CN=first intermediate", first.root().root().getSubjectX500Principal().getName());

      replace(mesh, first.secret(first, second));
      believed(mesh, 2);
      settled(mesh);
      replace(mesh, second.secret(first, second));
      for (String member : List.of("client", "server")) {
        Patience.until(
            PATIENCE,
            () -> member + " shows " + shown(mesh, member),
            () -> issued(shown(mesh, member), "CN=second intermediate"));
      }
      settled(mesh);
      replace(mesh, second.secret(second));
      believed(mesh, 1);
      settled(mesh);
      flow(calls);
      assertThat(calls.failures()).as("failed calls of %s", calls.outcomes().size()).isEmpty();
    }
  }

  private static boolean issued(List<X509Certificate> chain, String by) {
    return !chain.isEmpty() && chain.getFirst().getIssuerX500Principal().getName().equals(by);
  }

  /// Waits for calls that are made from now on.
  private static void flow(SteadyCalls calls) {
    long now = System.nanoTime();
    Patience.until(
        PATIENCE, () -> "40 calls: " + calls.since(now).size(), () -> calls.since(now).size() > 40);
  }

  private void replace(RunningMesh mesh, String text) throws IOException {
    put(mesh, "cacerts.yaml", text);
  }

  private static void put(RunningMesh mesh, String name, String text) throws IOException {
    Path written = Files.writeString(mesh.directory().resolve(name + ".new"), text);
    Files.move(written, mesh.directory().resolve(name), StandardCopyOption.REPLACE_EXISTING);
  }

  private static JsonNode page(RunningMesh mesh, String path) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return RunningMesh.json(
          RunningMesh.get(client, "http://127.0.0.1:" + mesh.monitoringPort() + path, Map.of())
              .body());
    }
  }

  /// Waits until the control plane believes so many roots of the mesh's own.
  private static void believed(RunningMesh mesh, int roots) {
    Patience.until(
        PATIENCE,
        () -> roots + " roots in " + page(mesh, "/debug/trustz"),
        () -> page(mesh, "/debug/trustz").at("/trustDomains/0/roots").size() == roots);
  }

  /// Waits until every proxy has what was changed until now: makes one more change, and waits for
  /// that.
  private void settled(RunningMesh mesh) throws IOException {
    Instant now = Instant.now();
    changes++;
    put(
        mesh,
        "marker.yaml",
        """
        apiVersion: networking.istio.io/v1
        kind: ServiceEntry
        metadata: {name: marker, namespace: default}
        spec:
          hosts: [marker%d.example]
          location: MESH_EXTERNAL
          resolution: STATIC
          ports: [{number: 80, name: http, protocol: HTTP}]
          endpoints: [{address: 192.0.2.1}]
        """
            .formatted(changes));
    Patience.until(
        PATIENCE,
        () -> "all proxies after " + now + ": " + page(mesh, "/debug/syncz"),
        () -> synced(page(mesh, "/debug/syncz"), now));
  }

  private static boolean synced(JsonNode clients, Instant since) {
    for (JsonNode client : clients) {
      String pushed = client.path("pushed_at").asString("");
      if (pushed.isEmpty() || Instant.parse(pushed).isBefore(since)) {
        return false;
      }
      for (JsonNode type : client.path("types")) {
        if (!type.path("state").asString("").equals("SYNCED")) {
          return false;
        }
      }
    }
    return clients.size() == 2;
  }

  /// What a workload's proxy shows to whoever connects, before it asks who that is.
  private static List<X509Certificate> shown(RunningMesh mesh, String member) {
    Collecting seen = new Collecting();
    try (SSLSocket socket = seen.socket()) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {"istio"});
      socket.setSSLParameters(parameters);
      socket.connect(
          new InetSocketAddress(mesh.part(member).at("/address").asString(), 9080), 20_000);
      socket.setSoTimeout(20_000);
      socket.startHandshake();
    } catch (IOException refused) {
      return seen.chain; // we have no certificate to show
    }
    return seen.chain;
  }

  /// Believes everybody, and remembers whom.
  private static final class Collecting extends X509ExtendedTrustManager {
    private List<X509Certificate> chain = List.of();

    SSLSocket socket() throws IOException {
      try {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {this}, null);
        return (SSLSocket) context.getSocketFactory().createSocket();
      } catch (GeneralSecurityException impossible) {
        throw new IllegalStateException(impossible);
      }
    }

    private void take(Certificate[] shown) {
      List<X509Certificate> all = new ArrayList<>();
      for (Certificate each : shown) {
        all.add((X509Certificate) each);
      }
      chain = List.copyOf(all);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] shown, String type, Socket socket) {
      take(shown);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] shown, String type, Socket socket) {
      take(shown);
    }

    @Override
    public void checkClientTrusted(
        X509Certificate[] shown, String type, javax.net.ssl.SSLEngine engine) {
      take(shown);
    }

    @Override
    public void checkServerTrusted(
        X509Certificate[] shown, String type, javax.net.ssl.SSLEngine engine) {
      take(shown);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] shown, String type) {
      take(shown);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] shown, String type) {
      take(shown);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
