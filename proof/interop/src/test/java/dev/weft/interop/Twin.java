package dev.weft.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/// One proxy, Weft's or Envoy, run by a static bootstrap file with its admin interface.
final class Twin implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Process process;
  private final Path output;
  private final int adminPort;
  private final HttpClient client = HttpClient.newHttpClient();

  private Twin(Process process, Path output, int adminPort) {
    this.process = process;
    this.output = output;
    this.adminPort = adminPort;
  }

  static Twin start(DataPlane plane, Path bootstrap, int adminPort) throws IOException {
    Path output = bootstrap.resolveSibling(plane.label() + ".out");
    Twin twin =
        new Twin(
            switch (plane) {
              case WEFT ->
                  Weft.start(
                      Objects.requireNonNull(bootstrap.toAbsolutePath().getParent()),
                      output,
                      "proxy",
                      "-c",
                      bootstrap.toString(),
                      "--concurrency",
                      "1");
              case ENVOY -> envoy(bootstrap, output);
            },
            output,
            adminPort);
    Patience.until(PATIENCE, () -> plane.label() + " is ready: " + twin.said(), twin::ready);
    return twin;
  }

  private static Process envoy(Path bootstrap, Path output) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Project.envoy().toString(),
                "-c",
                bootstrap.toString(),
                "--concurrency",
                "1",
                "--use-dynamic-base-id",
                "--file-flush-interval-msec",
                "50",
                "-l",
                "warning")
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("WEFT_ENVOY", Project.envoy().toString());
    return builder.start();
  }

  private boolean ready() {
    if (!process.isAlive()) {
      throw new AssertionError("the proxy ended: " + said());
    }
    try (Socket probe = new Socket()) {
      probe.connect(new InetSocketAddress("127.0.0.1", adminPort), 1000);
      return admin("/ready").startsWith("LIVE");
    } catch (IOException notYet) {
      return false;
    }
  }

  String said() {
    try {
      return Files.readString(output);
    } catch (IOException unreadable) {
      return unreadable.toString();
    }
  }

  /// The answer of the admin interface.
  String admin(String path) {
    try {
      return client
          .send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + adminPort + path)).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException broken) {
      return "";
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  /// Counters and gauges by their name, from `/stats`.
  Map<String, Long> stats(int[] ports) {
    Map<String, Long> stats = new HashMap<>();
    for (String line : admin("/stats").split("\n")) {
      int colon = line.lastIndexOf(": ");
      if (colon > 0 && line.substring(colon + 2).matches("\\d+")) {
        String name =
            line.substring(0, colon)
                .replace("127.0.0.1_" + ports[1] + ".", "127.0.0.1_WEB.")
                .replace("127.0.0.1_" + ports[2] + ".", "127.0.0.1_BYTES.");
        stats.put(name, Long.valueOf(line.substring(colon + 2)));
      }
    }
    return stats;
  }

  /// Samples by their name and labels, from `/stats/prometheus`.
  Map<String, String> prometheus() {
    Map<String, String> samples = new HashMap<>();
    for (String line : admin("/stats/prometheus").split("\n")) {
      int space = line.lastIndexOf(' ');
      if (space > 0 && !line.startsWith("#")) {
        samples.put(line.substring(0, space), line.substring(space + 1));
      }
    }
    return samples;
  }

  /// Waits until so many lines are in an access log of JSON; each line by its field `case`, or by
  /// the cluster it went to where there is none.
  static Map<String, JsonNode> lines(Path log, int expected) {
    Patience.until(
        PATIENCE,
        () -> expected + " lines instead of " + read(log),
        () -> read(log).size() >= expected);
    Map<String, JsonNode> lines = new LinkedHashMap<>();
    for (String line : read(log)) {
      JsonNode read = RunningMesh.json(line);
      String name = read.at("/case").asString("");
      if (name.isEmpty() && !read.at("/method").asString("").isEmpty()
          || read.at("/response_code").asInt(0) >= 400 && name.isEmpty()) {
        name =
            read.at("/response_code_details").asString("")
                + " "
                + read.at("/downstream_local_port").asString("");
      }
      if (name.isEmpty()) {
        name = "bytes to " + read.at("/upstream_cluster").asString("nowhere");
      }
      lines.put(name, read);
    }
    return lines;
  }

  private static List<String> read(Path log) {
    try {
      // Of a line that is being written, the beginning may be there.
      String text = Files.exists(log) ? Files.readString(log) : "";
      return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  @Override
  public void close() {
    client.close();
    Ending.of(List.of(process));
  }
}
