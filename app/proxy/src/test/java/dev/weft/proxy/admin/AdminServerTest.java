package dev.weft.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.graph.Graph;
import dev.weft.proxy.source.Origin;
import dev.weft.telemetry.metrics.Collector;
import dev.weft.telemetry.metrics.Name;
import dev.weft.telemetry.metrics.Registry;
import dev.weft.xds.ResourceType;
import dev.weft.xds.Resources;
import dev.weft.xds.XdsResource;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdminServerTest {
  private final Registry registry = new Registry();
  private final Lifecycle lifecycle = new Lifecycle(0);
  private final List<String> done = new CopyOnWriteArrayList<>();
  private final CountDownLatch left = new CountDownLatch(1);
  private final HttpClient client = HttpClient.newHttpClient();
  private AdminServer server;

  private static final Resources RESOURCES =
      Resources.builder()
          .add(ResourceType.CLUSTER, Cluster.newBuilder().setName("fixed").build())
          .add(ResourceType.CLUSTER, Cluster.newBuilder().setName("pushed").build())
          .add(
              ResourceType.SECRET,
              Secret.newBuilder()
                  .setName("default")
                  .setTlsCertificate(
                      TlsCertificate.newBuilder()
                          .setPrivateKey(DataSource.newBuilder().setInlineString("hush")))
                  .build())
          .build();

  private final class Fake implements View {
    @Override
    public Bootstrap bootstrap() {
      return Bootstrap.newBuilder().setNode(Node.newBuilder().setId("me")).build();
    }

    @Override
    public Lifecycle lifecycle() {
      return lifecycle;
    }

    @Override
    public Graph graph() {
      return Graph.EMPTY;
    }

    @Override
    public Resources effective() {
      return RESOURCES;
    }

    @Override
    public Resources given(Origin origin) {
      return origin == Origin.FILE
          ? Resources.builder()
              .add(ResourceType.CLUSTER, Cluster.newBuilder().setName("fixed").build())
              .build()
          : RESOURCES;
    }

    @Override
    public Map<XdsResource, Set<String>> held() {
      return Map.of();
    }

    @Override
    public Collector metrics() {
      return registry;
    }

    @Override
    public Optional<InetSocketAddress> address(String listener) {
      return Optional.empty();
    }

    @Override
    public long uptimeSeconds() {
      return 7;
    }

    @Override
    public int concurrency() {
      return 2;
    }
  }

  @BeforeEach
  void start() throws IOException {
    server =
        new AdminServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            new Fake(),
            new Commands() {
              @Override
              public void drain(boolean graceful) {
                done.add("drain " + graceful);
              }

              @Override
              public void quit() {
                done.add("quit");
                left.countDown();
              }
            });
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpResponse<String> call(String method, String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.address().getPort() + path);
    return client.send(
        HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody()).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void readyFollowsTheState() throws Exception {
    assertThat(call("GET", "/ready").statusCode()).isEqualTo(503);
    lifecycle.live();
    assertThat(call("GET", "/ready").body()).isEqualTo("LIVE\n");
    assertThat(call("GET", "/ready").statusCode()).isEqualTo(200);
    lifecycle.draining();
    assertThat(call("GET", "/ready").body()).isEqualTo("DRAINING\n");
  }

  @Test
  void theDumpTellsStaticFromDynamicAndKeepsKeysToItself() throws Exception {
    HttpResponse<String> dump = call("GET", "/config_dump?include_eds");
    assertThat(dump.headers().firstValue("content-type")).contains("application/json");
    assertThat(dump.body())
        .contains("type.googleapis.com/envoy.admin.v3.BootstrapConfigDump")
        .contains("\"static_clusters\"")
        .contains("\"dynamic_active_clusters\"")
        .contains("\"dynamic_active_secrets\"")
        .contains(
            java.util.Base64.getEncoder()
                .encodeToString("[redacted]".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
        .doesNotContain("hush");
  }

  @Test
  void oneFieldOfTheDumpCanBeAskedFor() throws Exception {
    assertThat(call("GET", "/config_dump?resource=dynamic_active_clusters").body())
        .contains("pushed")
        .doesNotContain("fixed");
    assertThat(call("GET", "/config_dump?name_regex=%5Efix").body())
        .contains("fixed")
        .doesNotContain("pushed");
    assertThat(call("GET", "/config_dump?resource=nonsense").statusCode()).isEqualTo(404);
  }

  @Test
  void statsAreFilteredByARegularExpression() throws Exception {
    registry.counter(Name.of("a.b")).add(3);
    registry.counter(Name.of("c.d")).add(4);
    assertThat(call("GET", "/stats?filter=%5Ea").body()).isEqualTo("a.b: 3\n");
    assertThat(call("GET", "/stats/prometheus?filter=%5Ec").body())
        .isEqualTo("# TYPE envoy_c_d counter\nenvoy_c_d{} 4\n");
    assertThat(call("GET", "/stats?format=json&filter=%5Ea").body())
        .isEqualTo("{\"stats\":[{\"name\":\"a.b\",\"value\":3}]}");
    assertThat(call("GET", "/stats?filter=%28").statusCode()).isEqualTo(400);
  }

  @Test
  void queriesNeedNotBeEscapedAndConnectionsAreKept() throws Exception {
    registry.counter(Name.of("a.b")).add(3);
    try (var socket = new java.net.Socket("127.0.0.1", server.address().getPort())) {
      String request = "GET /stats?usedonly&filter=^(a\\.b|x)$ HTTP/1.1\r\nHost: x\r\n\r\n";
      socket
          .getOutputStream()
          .write(
              (request + request.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")).getBytes());
      String all = new String(socket.getInputStream().readAllBytes());
      assertThat(all.split("a\\.b: 3", -1)).hasSize(3);
    }
  }

  @Test
  void whatChangesSomethingMustBePosted() throws Exception {
    HttpResponse<String> refused = call("GET", "/quitquitquit");
    assertThat(refused.statusCode()).isEqualTo(405);
    assertThat(refused.body()).isEqualTo("Method GET not allowed, POST required.");
    assertThat(done).isEmpty();
    assertThat(call("POST", "/drain_listeners?graceful").body()).isEqualTo("OK\n");
    assertThat(call("POST", "/quitquitquit").body()).isEqualTo("OK\n");
    assertThat(left.await(60, TimeUnit.SECONDS)).as("it quits once it has answered").isTrue();
    assertThat(done).containsExactly("drain true", "quit");
  }

  @Test
  void unknownPathsListTheCommands() throws Exception {
    HttpResponse<String> unknown = call("GET", "/nope");
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(unknown.body()).contains("/config_dump").contains("/quitquitquit (POST)");
    assertThat(call("GET", "/server_info").body())
        .contains("\"state\": \"INITIALIZING\"")
        .contains("\"id\": \"me\"")
        .contains("\"uptime_current_epoch\": \"7s\"");
  }
}
