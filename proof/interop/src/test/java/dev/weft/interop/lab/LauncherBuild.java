package dev.weft.interop.lab;

import dev.weft.interop.Project;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The launcher over the libraries that this build has made, with caches for its fast start as its
/// own builds have them.
final class LauncherBuild {
  private static final int TRAINING_SECONDS = 120;

  /// Roles of the launcher that labs use, and what each does to show what it loads.
  private static final List<List<String>> TRAININGS =
      List.of(List.of("cli", "train"), List.of("proxy", "proxy", "--train"));

  private static final class One {
    static final LauncherBuild INSTANCE = made();

    private One() {}
  }

  private final Path folder;

  private LauncherBuild(Path folder) {
    this.folder = folder;
  }

  /// The one of this run of tests.
  static LauncherBuild ofRun() {
    return One.INSTANCE;
  }

  private static LauncherBuild made() {
    try {
      LauncherBuild build = new LauncherBuild(Project.path("proof/interop/target/launcher"));
      build.fill();
      return build;
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  private void fill() throws IOException {
    Files.createDirectories(folder.resolve("lib"));
    Path libraries = Project.path("app/dist/target/weft/lib");
    try (Stream<Path> jars = Files.list(libraries)) {
      Files.writeString(
          folder.resolve("classpath"),
          jars.map(Path::toString).sorted().collect(Collectors.joining(File.pathSeparator)) + "\n");
    }
    for (List<String> training : TRAININGS) {
      Path cache = folder.resolve(training.getFirst() + ".aot");
      Files.deleteIfExists(cache);
      ProcessBuilder builder =
          builder(training.subList(1, training.size()), folder.resolve("training.log"));
      builder.environment().put("WEFT_JAVA_OPTIONS", "-XX:AOTCacheOutput=" + cache);
      ended(builder.start(), TRAINING_SECONDS);
    }
  }

  /// The launcher with some words; its output and errors go to a file.
  ProcessBuilder builder(List<String> words, Path output) {
    List<String> command = new ArrayList<>(List.of(Project.path("weft").toString()));
    command.addAll(words);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(output.toFile());
    builder.environment().put("WEFT_BUILD", folder.toString());
    builder.environment().put("WEFT_ENVOY", Project.envoy().toString());
    builder.environment().remove("WEFT_JAVA_OPTIONS");
    return builder;
  }

  /// Its exit status, when it has ended by itself in time.
  static int ended(Process process, int seconds) {
    try {
      if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("weft did not end within " + seconds + " s");
      }
      return process.exitValue();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }
}
