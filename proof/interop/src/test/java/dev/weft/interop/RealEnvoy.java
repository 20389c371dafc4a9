package dev.weft.interop;

import io.envoyproxy.envoy.config.bootstrap.v3.Admin;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An Envoy process with a configuration of its own and ports that the system chose.
final class RealEnvoy implements AutoCloseable {
  private static final Duration BOUND = Duration.ofSeconds(90);
  private static final Pattern PORT =
      Pattern.compile("\"port_value\":\\s*(\\d+)", Pattern.MULTILINE);

  private final Process process;
  private final Path log;
  private final int port;

  private RealEnvoy(Process process, Path log, int port) {
    this.process = process;
    this.log = log;
    this.port = port;
  }

  /// @param bootstrap with one listener and no admin address
  static RealEnvoy start(Path folder, Bootstrap bootstrap) throws IOException {
    Path file = folder.resolve("envoy.pb");
    Path admin = folder.resolve("admin.txt");
    Path log = folder.resolve("envoy.log");
    Address anywhere =
        Address.newBuilder()
            .setSocketAddress(SocketAddress.newBuilder().setAddress("127.0.0.1").setPortValue(0))
            .build();
    Files.write(
        file,
        bootstrap.toBuilder()
            .setAdmin(Admin.newBuilder().setAddress(anywhere))
            .build()
            .toByteArray());
    Process process =
        new ProcessBuilder(
                Project.envoy().toString(),
                "-c",
                file.toString(),
                "--admin-address-path",
                admin.toString(),
                "--use-dynamic-base-id",
                "--concurrency",
                "1",
                "-l",
                "warning")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      Patience.until(
          BOUND,
          () -> read(log),
          () -> process.isAlive() && !read(admin).isBlank() || gone(process, log));
      return new RealEnvoy(process, log, listening(read(admin).strip(), log));
    } catch (AssertionError | RuntimeException failure) {
      process.destroyForcibly();
      throw failure;
    }
  }

  private static boolean gone(Process process, Path log) {
    if (!process.isAlive()) {
      throw new IllegalStateException("Envoy ended with " + process.exitValue() + ": " + read(log));
    }
    return false;
  }

  private static int listening(String admin, Path log) {
    int[] port = new int[1];
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://" + admin + "/listeners?format=json")).build();
      Patience.until(
          BOUND,
          () -> read(log),
          () -> {
            Matcher found = PORT.matcher(fetch(client, request));
            port[0] = found.find() ? Integer.parseInt(found.group(1)) : 0;
            return port[0] > 0;
          });
    }
    return port[0];
  }

  private static String fetch(HttpClient client, HttpRequest request) {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    } catch (IOException notYet) {
      return "";
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  private static String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException notYet) {
      return "";
    }
  }

  int port() {
    return port;
  }

  String log() {
    return read(log);
  }

  @Override
  public void close() {
    Ending.of(List.of(process));
  }
}
