package dev.weft.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The command line, run as a process of its own.
public final class Weft {
  private static final long PATIENCE_SECONDS = 300;

  private Weft() {}

  /// How a command ended.
  record Ended(int status, String output) {}

  /// Runs a command to its end, its output and errors together.
  static Ended run(Path directory, String... words) {
    return run(directory, Map.of(), words);
  }

  /// @param variables beside those of this process
  static Ended run(Path directory, Map<String, String> variables, String... words) {
    try {
      Path output = Files.createTempFile(Project.path("proof/interop/target"), "weft", ".out");
      try {
        Process process = start(directory, output, variables, words);
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          process.destroyForcibly();
          throw new IllegalStateException(
              "weft " + String.join(" ", words) + " did not end: " + Files.readString(output));
        }
        return new Ended(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
      } finally {
        Files.deleteIfExists(output);
      }
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  /// Starts a command and does not wait for it.
  static Process start(Path directory, Path output, String... words) throws IOException {
    return start(directory, output, Map.of(), words);
  }

  private static Process start(
      Path directory, Path output, Map<String, String> variables, String... words)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command(words))
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("WEFT_ENVOY", Project.envoy().toString());
    builder.environment().putAll(variables);
    return builder.start();
  }

  /// The whole command line of a command.
  public static List<String> command(String... words) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders",
            "-XX:TieredStopAtLevel=1",
            "-Xmx512m",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            "dev.weft.cli.Main"));
    command.addAll(List.of(words));
    return command;
  }
}
