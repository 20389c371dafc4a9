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
            List.of(),
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
    assertThat(printed()).isEqualToIgnoringWhitespace("[]");
    assertThat(complained()).contains("b.yaml:6:11: error: 'many' is no number");

    server.stop(0);
    assertThat(execute("status", ".")).isZero();
    assertThat(printed()).contains("Whether its files have errors is not known: the control plane");
  }
}
