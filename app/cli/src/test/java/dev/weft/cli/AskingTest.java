package dev.weft.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.weft.cli.mesh.Directories;
import dev.weft.cli.mesh.MeshPorts;
import dev.weft.cli.mesh.MeshRecord;
import dev.weft.cli.mesh.RunDirectory;
import dev.weft.host.Environment;
import dev.weft.host.Programs;
import dev.weft.host.file.PrivateFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What commands make of the answers of a control plane, here one that only pretends.
final class AskingTest {
  @TempDir private Path directory;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
  private final Map<String, String> answers = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private HttpServer server;

  @BeforeEach
  void answer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String page = exchange.getRequestURI().toString();
          asked.add(exchange.getRequestMethod() + " " + page);
          String answer = answers.get(page);
          byte[] body = (answer == null ? "{}" : answer).getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(answer == null ? 404 : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void silence() {
    server.stop(0);
  }

  /// Asks the pretended control plane by its address.
  private int run(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.add("--control-plane");
    all.add("127.0.0.1:" + server.getAddress().getPort());
    return execute(all.toArray(String[]::new));
  }

  private int execute(String... words) {
    out.reset();
    errors.reset();
    Environment environment =
        new Environment(
            directory,
            Map.of(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(errors, true, StandardCharsets.UTF_8));
    return CommandLines.assemble(new Programs(List.of()), environment).execute(words);
  }

  private String printed() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String complained() {
    return errors.toString(StandardCharsets.UTF_8);
  }

  private static String resource(String name, String effective) {
    return "{'kind': 'VirtualService', 'namespace': 'default', 'name': '%s', 'effective': '%s'}"
        .formatted(name, effective)
        .replace('\'', '"');
  }

  @Test
  void applySaysWhatHasNoEffectAlsoWhenALaterFileTookItAway() {
    Directories.write(directory, "b.yaml", "b");
    Directories.write(directory, "c.yaml", "c");
    answers.put(
        "/api/v1/resources?file=b.yaml",
        "{\"applied\": [%s], \"others\": [], \"problems\": []}".formatted(resource("b", "yes")));
    answers.put(
        "/api/v1/resources?file=c.yaml",
        """
        {"applied": [%s, %s], "others": [%s, %s],
         "problems": [{"severity": "WARNING", "text": "c.yaml:5:3: warning: why"}]}
        """
            .formatted(
                resource("c", "no"),
                resource("d", "partly"),
                resource("b", "no"),
                resource("x", "no")));

    assertThat(run("apply", "-f", "b.yaml", "-f", "c.yaml")).as(complained()).isZero();

    assertThat(printed().lines().map(line -> line.replaceAll(" +", " ").strip()))
        .containsExactly(
            "KIND NAMESPACE NAME EFFECTIVE",
            "VirtualService default b no",
            "VirtualService default c no",
            "VirtualService default d partly");
    assertThat(complained()).contains("c.yaml:5:3: warning: why");
  }

  /// This process stands for the runner of a mesh whose control plane is the pretended one.
  private void running() throws IOException {
    RunDirectory run = new RunDirectory(directory);
    PrivateFiles.directory(directory.resolve(".weft"));
    PrivateFiles.directory(run.root());
    ProcessHandle self = ProcessHandle.current();
    new MeshRecord(
            self.pid(),
            self.info().startInstant().orElseThrow().toEpochMilli(),
            "weft",
            "ready",
            new MeshPorts(66, 1, 1, server.getAddress().getPort(), 1, 1),
            List.of(
                new MeshRecord.Part(
                    "page",
                    "page",
                    "default",
                    "workload",
                    "127.0.0.1",
                    "",
                    "ready",
                    "ready",
                    0,
                    0)),
            List.of())
        .write(run);
  }

  @Test
  void statusTellsWhatIsBrokenInTheFilesOfTheMesh() throws IOException {
    running();
    answers.put("/api/v1/problems", "[]");
    assertThat(execute("status", ".")).as(complained()).isZero();
    assertThat(printed()).endsWith("The mesh of " + directory + " is ready.\n");

    answers.put(
        "/api/v1/problems",
        """
        [{"severity": "WARNING", "text": "a.yaml:1:1: warning: fine"},
         {"severity": "ERROR", "text": "b.yaml:6:11: error: 'many' is no number"}]
        """);
    assertThat(execute("status", ".")).as(complained()).isZero();
    assertThat(printed())
        .endsWith(
            "is ready.\nIt has an error in its resources, and goes on with what it had:\n"
                + "  b.yaml:6:11: error: 'many' is no number\n");

    assertThat(execute("status", ".", "-o", "json")).isZero();
    assertThat(printed()).startsWith("[").doesNotContain("many").endsWith("]\n");
    assertThat(complained()).contains("b.yaml:6:11: error: 'many' is no number");

    server.stop(0);
    assertThat(execute("status", ".")).isZero();
    assertThat(printed()).contains("Whether its files have errors is not known: the control plane");
  }

  @Test
  void aWorkloadOfAnotherNamespaceIsNotMistakenForTheOneThatIsMeant() throws IOException {
    running();

    assertThat(execute("pc", "route", "page", "-n", "shop", "-C", ".")).isEqualTo(3);
    assertThat(complained()).contains("there is no workload 'page.shop'; there are page");
    for (String[] words :
        new String[][] {{"page", "-n", "default"}, {"page.default", "-n", "default"}}) {
      List<String> all = new ArrayList<>(List.of("pc", "route", "-C", "."));
      all.addAll(List.of(words));
      execute(all.toArray(String[]::new));
      assertThat(complained()).doesNotContain("there is no workload");
    }
  }

  private static String item(String kind, String namespace, String name) {
    return """
    {"kind": "%s", "namespace": "%s", "name": "%s", "origin": "mesh.yaml:3:3",
     "document": {"apiVersion": "networking.istio.io/v1", "kind": "%s",
                  "metadata": {"name": "%s"}, "spec": {"host": "reviews"}}}
    """
        .formatted(kind, namespace, name, kind, name);
  }

  private void has(String query, String... items) {
    answers.put("/api/v1/resources" + query, "{\"items\": [" + String.join(",", items) + "]}");
  }

  @Test
  void getTakesKindsAndNamesAsKubectlDoes() {
    String reviews = item("VirtualService", "default", "reviews");
    String ratings = item("VirtualService", "shop", "ratings");
    String rule = item("DestinationRule", "default", "reviews");
    has("?kind=VirtualService%2CDestinationRule", reviews, ratings, rule);
    has("?kind=VirtualService", reviews, ratings);
    has("?kind=VirtualService&namespace=shop", ratings);
    has("", reviews, ratings, rule);

    assertThat(run("get", "vs,dr")).as(complained()).isZero();
    assertThat(printed()).hasLineCount(4);
    assertThat(run("get", "virtualservices.networking.istio.io")).as(complained()).isZero();
    assertThat(printed()).hasLineCount(3).doesNotContain("DestinationRule");
    assertThat(run("get", "vs", "-n", "shop")).isZero();
    assertThat(printed()).hasLineCount(2).contains("ratings");
    assertThat(run("get", "vs", "-n", "shop", "-A")).isZero();
    assertThat(printed()).hasLineCount(3);
    for (String[] words : new String[][] {{"get"}, {"get", "all"}, {"get", "-A"}}) {
      assertThat(run(words)).as(complained()).isZero();
      assertThat(printed()).hasLineCount(4);
    }
    assertThat(run("get", "vs/ratings", "dr/reviews")).isZero();
    assertThat(printed()).hasLineCount(3).contains("ratings", "DestinationRule");

    assertThat(run("get", "vs", "ratings", "nobody")).isEqualTo(1);
    assertThat(printed()).hasLineCount(2).contains("ratings");
    assertThat(complained()).contains("there is no VirtualService nobody");
    assertThat(run("get", "vs/ratings", "reviews")).isEqualTo(2);
    assertThat(run("get", "virtualservces")).isEqualTo(3);
    assertThat(complained()).contains("no kind 'virtualservces'; did you mean 'VirtualService'?");
    assertThat(run("get", "gateways.gateway.networking.k8s.io")).isEqualTo(3);

    has("?kind=VirtualService");
    assertThat(run("get", "vs")).isZero();
    assertThat(printed()).isEmpty();
    assertThat(complained()).isEqualTo("No resources found.\n");
    has("?kind=VirtualService&namespace=none");
    assertThat(run("get", "vs", "-n", "none")).isZero();
    assertThat(complained()).isEqualTo("No resources found in the namespace none.\n");
  }

  @Test
  void getPrintsOneResourceAsItIsAndSeveralAsAListAsKubectlDoes() {
    has(
        "?kind=VirtualService",
        item("VirtualService", "default", "reviews"),
        item("VirtualService", "shop", "ratings"));

    assertThat(run("get", "vs", "-o", "yaml")).as(complained()).isZero();
    assertThat(printed())
        .isEqualTo(
            """
            apiVersion: v1
            kind: List
            items:
              - apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata:
                  name: reviews
                  namespace: default
                spec:
                  host: reviews
              - apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata:
                  name: ratings
                  namespace: shop
                spec:
                  host: reviews
            """);
    assertThat(run("get", "vs", "-o", "json")).isZero();
    assertThat(printed()).startsWith("{\n  \"apiVersion\": \"v1\",\n  \"kind\": \"List\"");

    assertThat(run("get", "vs", "ratings", "-o", "yaml")).isZero();
    assertThat(printed())
        .startsWith("apiVersion: networking.istio.io/v1\nkind: VirtualService\n")
        .contains("namespace: shop");

    has("?kind=Pod");
    assertThat(run("get", "pods", "-o", "yaml")).isZero();
    assertThat(printed()).isEqualTo("apiVersion: v1\nkind: List\nitems: []\n");
  }

  @Test
  void deleteTakesSeveralAndGoesOnAfterOneThatIsNotThere() {
    answers.put("/api/v1/resources/VirtualService/default/a", "{}");
    answers.put("/api/v1/resources/DestinationRule/default/b", "{}");

    assertThat(run("delete", "vs/a", "vs/none", "dr/b")).isEqualTo(3);

    assertThat(printed())
        .isEqualTo("VirtualService default/a is gone\nDestinationRule default/b is gone\n");
    assertThat(asked).hasSize(3).allMatch(call -> call.startsWith("DELETE "));
    assertThat(run("delete", "vs")).isEqualTo(2);
    assertThat(run("delete", "all", "a")).isEqualTo(2);
    assertThat(run("delete", "vs", "a", "-f", "a.yaml")).isEqualTo(2);
  }

  @Test
  void proxyStatusHasTheVersionOfEachProxy() {
    answers.put(
        "/debug/syncz",
        """
        [{"proxy": "a.default", "cluster_id": "Kubernetes", "proxy_type": "sidecar",
          "proxy_version": "envoy/1.36.2", "types": {}}]
        """);

    assertThat(run("proxy-status")).as(complained()).isZero();
    assertThat(printed()).containsPattern("sidecar +envoy/1.36.2 +-");
  }
}
