package dev.weft.tidy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The project's own Java sources, found from the folder that the tests run in.
final class Sources {
  private static final Path ROOT = root();

  private Sources() {}

  /// One source file with its path below the root of the project.
  record Source(Path path, String text) {
    boolean isTest() {
      return path.toString().contains("src/test/");
    }

    long lines() {
      return text.lines().count();
    }

    String name() {
      String file = path.getFileName().toString();
      return file.substring(0, file.length() - ".java".length());
    }

    /// The folder of the package, which is one per module and source set.
    Path folder() {
      return path.getParent();
    }
  }

  static Path projectRoot() {
    return ROOT;
  }

  /// Every module folder, such as `core/model`, found by its build file.
  static List<Path> modules() {
    try (Stream<Path> files = Files.walk(ROOT, 3)) {
      return files
          .filter(file -> file.endsWith("pom.xml") && !file.getParent().equals(ROOT))
          .map(file -> ROOT.relativize(file.getParent()))
          .sorted()
          .toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  static List<Source> all() {
    return modules().stream()
        .flatMap(module -> below(ROOT.resolve(module).resolve("src")))
        .toList();
  }

  static List<Source> main() {
    return all().stream().filter(source -> !source.isTest()).toList();
  }

  private static Stream<Source> below(Path folder) {
    if (!Files.isDirectory(folder)) {
      return Stream.empty();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .sorted()
          .map(file -> new Source(ROOT.relativize(file), read(file)))
          .toList()
          .stream();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("core/model/pom.xml"))) {
      folder = folder.getParent();
      if (folder == null) {
        throw new IllegalStateException(
            "not below the project's root: " + Path.of("").toAbsolutePath());
      }
    }
    return folder;
  }
}
