package dev.weft.host;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/// What a [Program] gets from the process that it runs in, so that several can share one.
///
/// @param workingDirectory absolute; relative paths in arguments start here
/// @param variables the environment variables
/// @param out for results
/// @param log for what happens while it runs, one line an event
public record Environment(
    Path workingDirectory, Map<String, String> variables, PrintStream out, PrintStream log) {
  public Environment {
    workingDirectory = workingDirectory.toAbsolutePath().normalize();
    variables = Map.copyOf(variables);
  }

  /// That of this process.
  public static Environment ofProcess() {
    return new Environment(Path.of(""), System.getenv(), System.out, System.err);
  }

  /// A path as the user wrote it, made absolute.
  public Path path(String written) {
    return workingDirectory.resolve(written).normalize();
  }

  /// The same with the log going elsewhere.
  public Environment loggingTo(PrintStream other) {
    return new Environment(workingDirectory, variables, out, other);
  }

  /// The same with one variable added or replaced.
  public Environment with(String name, String value) {
    Map<String, String> more = new TreeMap<>(variables);
    more.put(name, value);
    return new Environment(workingDirectory, more, out, log);
  }
}
