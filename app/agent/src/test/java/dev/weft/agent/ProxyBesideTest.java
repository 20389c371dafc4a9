package dev.weft.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.weft.host.Environment;
import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import dev.weft.host.Running;
import dev.weft.host.port.HeldPort;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The agent with a stand-in for a proxy: a script that notes its starts, and an admin interface.
final class ProxyBesideTest {
  @TempDir Path directory;
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final List<AutoCloseable> open = new ArrayList<>();
  private final List<String> posted = new CopyOnWriteArrayList<>();
  private final HttpClient client = HttpClient.newHttpClient();
  private final AtomicInteger looks = new AtomicInteger();
  private volatile int state = 2;
  private volatile int connections;
  private HttpServer admin;
  private HttpServer application;
  private int status;

  @BeforeEach
  void serve() throws IOException {
    admin = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    admin.createContext(
        "/",
        exchange -> {
          String path = exchange.getRequestURI().getPath();
          if (String.valueOf(exchange.getRequestURI()).contains("cx_active")) {
            looks.incrementAndGet();
          }
          if (exchange.getRequestMethod().equals("POST")) {
            posted.add(exchange.getRequestURI().toString());
          }
          String body =
              path.equals("/stats/prometheus")
                  ? "# TYPE envoy_server_live gauge\nenvoy_server_live{} 1\n"
                  : "cluster_manager.cds.update_success: 1\n"
                      + "listener_manager.lds.update_success: 1\n"
                      + "listener_manager.workers_started: 1\n"
                      + "server.state: "
                      + state
                      + "\nlistener.0.0.0.0_15006.downstream_cx_active: "
                      + connections
                      + "\n";
          answer(exchange, body);
        });
    admin.start();
    open.add(() -> admin.stop(0));
    application = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    application.createContext("/numbers", exchange -> answer(exchange, "app_calls 5"));
    application.start();
    open.add(() -> application.stop(0));
    HeldPort held = HeldPort.on("0.0.0.0");
    open.add(held);
    status = held.number();
  }

  private static void answer(com.sun.net.httpserver.HttpExchange exchange, String text)
      throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
    client.close();
  }

  private Path script(String text) throws IOException {
    Path file = directory.resolve("envoy.sh");
    Files.writeString(
        file, "#!/bin/sh\necho started >> " + directory.resolve("starts") + "\n" + text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    return file;
  }

  private Running agent(Path proxy, String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "--name=reviews-1",
                "--ip=127.0.0.1",
                "--token-file=" + directory.resolve("token"),
                "--discovery-address=127.0.0.1:1",
                "--proxy=envoy",
                "--envoy-binary=" + proxy,
                "--directory=" + directory,
                "--status-port=" + status,
                "--admin-port=" + admin.getAddress().getPort(),
                "--drain-duration=100ms"));
    words.addAll(List.of(more));
    Environment environment =
        Environment.ofProcess()
            .loggingTo(new PrintStream(log, true, StandardCharsets.UTF_8))
            .with(
                "ISTIO_PROMETHEUS_ANNOTATIONS",
                "{\"scrape\":\"true\",\"path\":\"/numbers\",\"port\":\""
                    + application.getAddress().getPort()
                    + "\"}");
    Running running = new AgentProgram().start(words, environment);
    open.add(running);
    return running;
  }

  private HttpResponse<String> call(String method, String path) {
    try {
      return client.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + status + path))
              .method(method, HttpRequest.BodyPublishers.noBody())
              .build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException failed) {
      throw new AssertionError(method + " " + path, failed);
    }
  }

  private long starts() {
    try {
      Path file = directory.resolve("starts");
      return Files.exists(file) ? Files.readAllLines(file).size() : 0;
    } catch (IOException unreadable) {
      throw new AssertionError(unreadable);
    }
  }

  private void until(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean() && System.nanoTime() < end) {
      java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
    }
    assertThat(condition.getAsBoolean()).as(what + "; log: " + log).isTrue();
  }

  @Test
  void readinessIsTheProxysAndItsMetricsStandBesideTheApplications() throws Exception {
    agent(script("exec sleep 600\n"));
    until("the proxy starts", () -> starts() == 1);
    // The agent asks the proxy with little patience, as the platform does: a busy machine may
    // make it ask again.
    until("it tells why", () -> call("GET", "/healthz/ready").body().contains("server.state is 2"));
    assertThat(call("GET", "/healthz/ready").statusCode()).isEqualTo(503);
    state = 0;
    until("it is ready", () -> call("GET", "/healthz/ready").statusCode() == 200);
    AtomicReference<String> page = new AtomicReference<>("");
    until(
        "both tell",
        () -> {
          page.set(call("GET", "/stats/prometheus").body());
          return page.get().contains("envoy_server_live{} 1\n")
              && page.get().contains("app_calls 5\n");
        });
    assertThat(page.get()).contains("istio_agent_proxy_starts_total{} 1\n");
    int failures = failures(page.get());
    application.stop(0);
    AtomicInteger scrapes = new AtomicInteger();
    until(
        "the proxy tells",
        () -> {
          scrapes.incrementAndGet();
          page.set(call("GET", "/metrics").body());
          return page.get().contains("envoy_server_live{} 1\n");
        });
    assertThat(page.get()).doesNotContain("app_calls");
    assertThat(failures(page.get())).isEqualTo(failures + scrapes.get());
    assertThat(call("GET", "/nowhere").statusCode()).isEqualTo(404);
    assertThat(Files.readString(directory.resolve("bootstrap.yaml")))
        .contains("sidecar~127.0.0.1~reviews-1.default~default.svc.cluster.local")
        .contains(directory.resolve("xds.sock").toString());
  }

  /// How often the application told nothing.
  private static int failures(String metrics) {
    Matcher count =
        Pattern.compile("istio_agent_scrape_failures_total\\{type=\"application\"} (\\d+)")
            .matcher(metrics);
    return count.find() ? Integer.parseInt(count.group(1)) : 0;
  }

  @Test
  void readinessEndsWithAProxyThatAnswersNoMore() throws Exception {
    state = 0;
    agent(script("exec sleep 600\n"));
    until("it is ready", () -> call("GET", "/healthz/ready").statusCode() == 200);
    admin.stop(0);
    until("it is not", () -> call("GET", "/healthz/ready").statusCode() == 503);
    assertThat(call("GET", "/healthz/ready").body()).contains("the proxy does not answer");
  }

  @Test
  void aProxyThatEndsIsStartedAgain() throws Exception {
    agent(script("exit 3\n"));
    until("it is started three times", () -> starts() >= 3);
    assertThat(log.toString(StandardCharsets.UTF_8)).contains("the proxy ended (status 3)");
  }

  @Test
  void stoppingDrainsFirstAndTakesTheProxyWithIt() throws Exception {
    Running agent = agent(script("echo $$ > " + directory.resolve("pid") + "\nexec sleep 600\n"));
    until("the proxy runs", () -> Files.exists(directory.resolve("pid")));
    until("its pid is written", () -> !pid().isEmpty());
    ProcessHandle proxy = ProcessHandle.of(Long.parseLong(pid())).orElseThrow();
    agent.stop();
    assertThat(posted).containsExactly("/drain_listeners?graceful");
    assertThat(proxy.isAlive()).isFalse();
    assertThat(agent.ended()).isCompletedWithValue(Exit.OK);
  }

  private String pid() {
    try {
      return Files.readString(directory.resolve("pid")).strip();
    } catch (IOException unreadable) {
      throw new AssertionError(unreadable);
    }
  }

  @Test
  void aPodThatWasDrainedBeforeTheSignalLeavesAtOnce() throws Exception {
    Running agent = agent(script("exec sleep 600\n"), "--drain-duration=1h");
    until("the proxy runs", () -> starts() == 1);
    assertThat(call("GET", "/drain").statusCode()).isEqualTo(405);
    assertThat(call("POST", "/drain").statusCode()).isEqualTo(200);
    assertThat(posted).containsExactly("/drain_listeners?graceful");
    agent.stop();
    assertThat(posted).hasSize(1);
  }

  @Test
  void anAgentToldToWaitLeavesAfterTheLastClient() throws Exception {
    connections = 1;
    Running agent =
        agent(
            script("exec sleep 600\n"),
            "--exit-on-zero-active-connections",
            "--minimum-drain-duration=0s");
    until("the proxy runs", () -> starts() == 1);
    Thread stopping = Thread.ofVirtual().start(agent::stop);
    until("it looks again and again", () -> looks.get() >= 3);
    assertThat(agent.ended()).isNotDone();
    connections = 0;
    assertThat(agent.ended().get(60, TimeUnit.SECONDS)).isEqualTo(Exit.OK);
    stopping.join();
    assertThat(posted).containsExactly("/drain_listeners?graceful");
  }

  @Test
  void quittingEndsWithoutDraining() throws Exception {
    Running agent = agent(script("exec sleep 600\n"), "--drain-duration=1h");
    until("the proxy runs", () -> starts() == 1);
    assertThat(call("POST", "/quitquitquit").statusCode()).isEqualTo(200);
    assertThat(agent.ended().get(60, TimeUnit.SECONDS)).isEqualTo(Exit.OK);
    assertThat(posted).isEmpty();
  }

  @Test
  void waitingEndsWhenTheProxyIsReadyOrTheTimeIsUp() throws Exception {
    agent(script("exec sleep 600\n"));
    String url = "http://127.0.0.1:" + status + "/healthz/ready";
    Environment environment =
        Environment.ofProcess().loggingTo(new PrintStream(log, true, StandardCharsets.UTF_8));
    List<String> soon =
        List.of("wait", "--timeout=1s", "--period=100ms", "--request-timeout=60s", "--url=" + url);
    // What it tells is the last answer, and a busy machine may leave it without one from the proxy.
    until(
        "it tells why not",
        () -> {
          Running hopeless = new AgentProgram().start(soon, environment);
          assertThat(hopeless.ended().orTimeout(60, TimeUnit.SECONDS).join())
              .isEqualTo(Exit.TIMED_OUT);
          return log.toString(StandardCharsets.UTF_8).contains("server.state is 2");
        });
    Running patient =
        new AgentProgram().start(List.of("wait", "--timeout=60s", "--url=" + url), environment);
    state = 0;
    assertThat(patient.ended().get(60, TimeUnit.SECONDS)).isEqualTo(Exit.OK);
  }

  @Test
  void aRequestReachesTheAgentFromWithinThePod() throws Exception {
    agent(script("exec sleep 600\n"), "--drain-duration=1h");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
    Environment environment = new Environment(directory, Map.of(), print, print);
    Running asked =
        new AgentProgram()
            .start(
                List.of("request", "--port", String.valueOf(status), "POST", "drain"), environment);
    assertThat(asked.ended()).isCompletedWithValue(Exit.OK);
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("OK\n");
    assertThat(posted).containsExactly("/drain_listeners?graceful");
    Running wrong =
        new AgentProgram()
            .start(List.of("request", "GET", "/nowhere", "--port=" + status), environment);
    assertThat(wrong.ended()).isCompletedWithValue(Exit.FAILED);
  }

  @Test
  void anAbsentProgramOrALoopOfScrapesIsRefused() {
    assertThatThrownBy(() -> agent(directory.resolve("absent")))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("--envoy-binary");
    assertThatThrownBy(() ->
            dev.weft.agent.status.Merged.application(
                Map.of("scrape", "true", "port", "15020"), 15020))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("the mesh's own");
  }
}
