package dev.weft.cli.mesh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Directories of YAML for tests.
public final class Directories {
  private Directories() {}

  /// Writes a file below a directory, and returns it.
  public static Path write(Path directory, String name, String text) {
    try {
      Path file = directory.resolve(name);
      Files.createDirectories(file.getParent());
      return Files.writeString(file, text);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /// A directory with one file of resources, as it is read.
  public static Served served(Path directory, String text) {
    write(directory, "mesh.yaml", text);
    return Served.read(directory, directory);
  }

  /// A workload of that name with more lines of its spec, each indented by two.
  public static String workload(String name, String spec) {
    return """
    ---
    apiVersion: weft.dev/v1alpha1
    kind: Workload
    metadata:
      name: %s
      labels: {app: %s, version: v1}
    spec:
    %s
    """
        .formatted(name, name, spec.indent(2).stripTrailing());
  }
}
