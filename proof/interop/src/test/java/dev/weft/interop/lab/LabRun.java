package dev.weft.interop.lab;

import dev.weft.interop.DataPlane;
import dev.weft.interop.Project;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// One lab from `up` to `down`, under a name that no person's lab has. Closing takes it down,
/// whatever became of it.
final class LabRun implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 420;

  private final Path source;
  private final UnaryOperator<String> edit;
  private final Path folder;
  private final Path file;

  /// How a command of the launcher ended, and what it printed.
  record Ended(int status, String output) {}

  /// @param shipped the name of a lab that comes along
  /// @param folder for a copy of its files and the output of commands
  LabRun(String shipped, Path folder) {
    this(
        Project.path("app/lab/src/main/resources/dev/weft/lab/labs/" + shipped),
        UnaryOperator.identity(),
        folder);
  }

  /// @param source the folder of a lab
  /// @param edit what is changed in its file
  LabRun(Path source, UnaryOperator<String> edit, Path folder) {
    this.source = source;
    this.edit = edit;
    this.folder = folder;
    this.file = copy();
  }

  /// The lab's file.
  Path file() {
    return file;
  }

  /// What it is called while it runs.
  String name() {
    return "t-" + source.getFileName();
  }

  private Path copy() {
    try (Stream<Path> files = Files.list(source)) {
      for (Path each : files.toList()) {
        String text = Files.readString(each);
        boolean lab = each.getFileName().toString().equals("lab.yaml");
        Files.writeString(
            folder.resolve(each.getFileName().toString()),
            lab ? edit.apply(text).replaceFirst("(?m)^name: .*$", "name: " + name()) : text);
      }
      return folder.resolve("lab.yaml");
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  Ended up(DataPlane plane) {
    return weft(
        "lab", "up", file.toString(), "--data-plane", plane.name().toLowerCase(Locale.ROOT));
  }

  Ended check() {
    return weft("lab", "check", name());
  }

  Ended down() {
    return weft("lab", "down", name());
  }

  /// Runs a command in a pod.
  Ended exec(String pod, String... command) {
    List<String> words = new ArrayList<>(List.of("lab", "exec", "-l", name(), pod, "--"));
    words.addAll(List.of(command));
    return weft(words.toArray(String[]::new));
  }

  /// Any command of the launcher.
  Ended weft(String... words) {
    try {
      Path output = Files.createTempFile(folder, "weft", ".out");
      int status =
          LauncherBuild.ended(
              LauncherBuild.ofRun().builder(List.of(words), output).start(), PATIENCE_SECONDS);
      return new Ended(status, Files.readString(output));
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /// What happened in it and what its processes said last, for whoever has to find out why it
  /// failed.
  String story() {
    Path state = Project.path(".weft/lab").resolve(name());
    StringBuilder text = new StringBuilder();
    append(text, state.resolve("events.log"));
    try (Stream<Path> logs = Files.list(state.resolve("logs"))) {
      logs.sorted().forEach(log -> append(text, log));
    } catch (IOException none) {
      text.append(none).append('\n');
    }
    return text.toString();
  }

  private static void append(StringBuilder text, Path log) {
    try {
      List<String> lines = Files.readAllLines(log);
      text.append("--- ").append(log.getFileName()).append('\n');
      lines
          .subList(Math.max(0, lines.size() - 30), lines.size())
          .forEach(line -> text.append(line).append('\n'));
    } catch (IOException unreadable) {
      text.append(log).append(": ").append(unreadable.getMessage()).append('\n');
    }
  }

  @Override
  public void close() {
    if (!Leftovers.of(name()).isEmpty()) {
      down();
    }
  }
}
