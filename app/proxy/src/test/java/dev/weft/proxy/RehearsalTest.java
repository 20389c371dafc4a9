package dev.weft.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.host.Environment;
import dev.weft.proxy.training.Rehearsal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// All parts together over real sockets: delta ADS, SDS, mutual TLS, HTTP/1 and HTTP/2.
class RehearsalTest {
  @Test
  void aProxyFollowsItsControlPlaneServesAndTellsWhatItDid() throws Exception {
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    Environment environment =
        new Environment(Path.of(""), Map.of(), System.out, new PrintStream(log, true));
    Settings settings =
        new Settings("", 2, Duration.ofSeconds(1), Duration.ofSeconds(1), Settings.Mode.SERVE);
    try (Rehearsal rehearsal = Rehearsal.prepare();
        Proxy proxy = Proxy.start(rehearsal.bootstrap(), settings, environment)) {
      proxy.live().get(60, TimeUnit.SECONDS);
      int port = proxy.adminAddress().orElseThrow().getPort();
      int answered = rehearsal.play(Duration.ofMillis(800), port);

      assertThat(answered).isGreaterThan(50);
      String stats = get(port, "/stats/prometheus");
      assertThat(stats)
          .contains("envoy_control_plane_connected_state{} 1")
          .containsPattern(
              "istio_requests_total\\{response_code=\"200\",reporter=\"destination\"[^}]*"
                  + "source_principal=\"spiffe://cluster.local/ns/default/sa/training\"[^}]*"
                  + "connection_security_policy=\"mutual_tls\"");
      assertThat(get(port, "/config_dump?include_eds"))
          .contains("\"dynamic_endpoint_configs\"")
          .contains("\"dynamic_route_configs\"")
          .doesNotContain("BEGIN PRIVATE KEY");
      assertThat(get(port, "/certs")).contains("spiffe://cluster.local/ns/default/sa/training");
    }
    assertThat(log.toString()).contains("connected to the control plane").contains("ready after");
  }

  private static String get(int port, String path) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }
}
