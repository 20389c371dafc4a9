package dev.weft.host.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What to start.
///
/// @param command the program and its arguments; a name without a slash is looked up in PATH, a
///   relative one starts at the working directory
/// @param workingDirectory where it runs
/// @param variables all of its environment; nothing is inherited besides
public record Launch(List<String> command, Path workingDirectory, Map<String, String> variables) {
  public Launch {
    command = List.copyOf(command);
    workingDirectory = workingDirectory.toAbsolutePath().normalize();
    variables = Map.copyOf(variables);
    if (command.isEmpty()) {
      throw new IllegalArgumentException("nothing to start");
    }
  }

  /// With the environment of this process and some variables more.
  public static Launch inheriting(
      List<String> command, Path workingDirectory, Map<String, String> more) {
    Map<String, String> variables = new TreeMap<>(System.getenv());
    variables.putAll(more);
    return new Launch(command, workingDirectory, variables);
  }

  /// The file that would run; empty when there is none, or it is not executable.
  public Optional<Path> program() {
    return find(command.getFirst(), workingDirectory, variables.getOrDefault("PATH", ""));
  }

  /// Looks a program up as a shell would.
  public static Optional<Path> find(String name, Path workingDirectory, String path) {
    if (name.indexOf('/') >= 0) {
      return Optional.of(workingDirectory.resolve(name)).filter(Launch::runs);
    }
    for (String directory : path.split(":", -1)) {
      Path candidate = workingDirectory.resolve(directory).resolve(name);
      if (!directory.isEmpty() && runs(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  private static boolean runs(Path file) {
    return Files.isRegularFile(file) && Files.isExecutable(file);
  }
}
