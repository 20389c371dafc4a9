package dev.weft.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.weft.cli.mesh.Directories;
import dev.weft.host.Environment;
import dev.weft.host.Programs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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

  private int run(String... words) {
    out.reset();
    errors.reset();
    Environment environment =
        new Environment(
            directory,
            Map.of(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(errors, true, StandardCharsets.UTF_8));
    List<String> all = new java.util.ArrayList<>(List.of(words));
    all.add("--control-plane");
    all.add("127.0.0.1:" + server.getAddress().getPort());
    return CommandLines.assemble(new Programs(List.of()), environment)
        .execute(all.toArray(String[]::new));
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
}
