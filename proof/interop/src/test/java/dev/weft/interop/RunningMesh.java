package dev.weft.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A mesh that `weft up --detach` started from a copy of a directory, and the clients that call
/// through it.
final class RunningMesh implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int FORWARD_PROXY = 15002;

  /// Ports below those that the system gives to clients, and a block of addresses: another run of
  /// these tests on this machine has others.
  private static final int FIRST_PORT = 20_000 + (int) (ProcessHandle.current().pid() % 1_500) * 8;

  private static final int BLOCK = 68 + (int) (ProcessHandle.current().pid() % 50);

  /// Those that are not yet ended. A run of tests that is interrupted ends them, too.
  private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> OPEN.forEach(RunningMesh::end), "end-meshes"));
  }

  private final Path directory;
  private final JsonNode record;

  private RunningMesh(Path directory, JsonNode record) {
    this.directory = directory;
    this.record = record;
  }

  /// Copies `resources` and the test application into a temporary folder and starts the mesh from
  /// it.
  static RunningMesh up(DataPlane dataPlane, List<Path> resources, String... more) {
    return up(dataPlane, resources, Map.of(), more);
  }

  /// @param variables environment of the mesh, beside that of this process
  static RunningMesh up(
      DataPlane dataPlane, List<Path> resources, Map<String, String> variables, String... more) {
    Path directory = copy(resources);
    try {
      return up(directory, dataPlane, variables, more);
    } catch (RuntimeException | Error failed) {
      end(directory);
      throw failed;
    }
  }

  private static RunningMesh up(
      Path directory, DataPlane dataPlane, Map<String, String> variables, String... more) {
    List<String> words =
        new java.util.ArrayList<>(
            List.of("up", directory.toString(), "--detach", "--data-plane", dataPlane.label()));
    words.addAll(List.of(more));
    Map.of(
            "--control-plane-port",
            FIRST_PORT,
            "--port",
            FIRST_PORT + 5,
            "--tls-port",
            FIRST_PORT + 6,
            "--block",
            BLOCK)
        .forEach((option, value) -> {
          if (!words.contains(option)) {
            words.addAll(List.of(option, value.toString()));
          }
        });
    Weft.Ended ended = Weft.run(directory, variables, words.toArray(String[]::new));
    if (ended.status() != 0) {
      throw new AssertionError("weft up failed with " + ended.status() + ":\n" + ended.output());
    }
    return new RunningMesh(
        directory, JSON.readTree(read(directory.resolve(".weft/run/mesh.json"))));
  }

  Path directory() {
    return directory;
  }

  JsonNode record() {
    return record;
  }

  int gatewayPort() {
    return record.at("/ports/http").asInt();
  }

  int monitoringPort() {
    return record.at("/ports/monitoring").asInt();
  }

  /// What the mesh wrote down of one member.
  JsonNode part(String name) {
    for (JsonNode part : record.at("/parts")) {
      if (part.at("/name").asString().equals(name)
          || part.at("/workload").asString().equals(name)) {
        return part;
      }
    }
    throw new AssertionError("no part is called " + name + " in " + record.at("/parts"));
  }

  Path accessLog(String name) {
    return directory
        .resolve(".weft/run/logs")
        .resolve(part(name).at("/name").asString() + ".access.log");
  }

  /// A client that stands where the application of a workload stands: it calls through that
  /// workload's sidecar.
  HttpClient client(String workload) {
    String outbound = part(workload).at("/outbound").asString();
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .proxy(ProxySelector.of(new InetSocketAddress(outbound, FORWARD_PROXY)))
        .connectTimeout(Duration.ofSeconds(60))
        .build();
  }

  /// One GET through a workload's sidecar.
  static HttpResponse<String> get(HttpClient client, String url, Map<String, String> headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(60));
    headers.forEach(request::header);
    return send(client, request.build());
  }

  static HttpResponse<String> send(HttpClient client, HttpRequest request) {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  static JsonNode json(String text) {
    return JSON.readTree(text);
  }

  @Override
  public void close() {
    Weft.Ended ended = end(directory);
    if (ended.status() != 0) {
      throw new AssertionError("weft down failed with " + ended.status() + ":\n" + ended.output());
    }
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /// Ends what runs from a directory, if anything does, and removes the directory in any case.
  private static Weft.Ended end(Path directory) {
    try {
      return Weft.run(directory, "down", directory.toString());
    } finally {
      remove(directory);
      OPEN.remove(directory);
    }
  }

  private static Path copy(List<Path> resources) {
    try {
      Path directory = Files.createTempDirectory("weft-mesh");
      OPEN.add(directory);
      for (Path resource : resources) {
        Files.copy(resource, directory.resolve(resource.getFileName()));
      }
      Files.copy(Project.path("proof/interop/src/test/apps/echo.py"), directory.resolve("echo.py"));
      return directory;
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  private static void remove(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException unremovable) {
      throw new UncheckedIOException(unremovable);
    }
  }
}
