package dev.weft.cli.resource;

import dev.weft.host.Environment;
import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// What `-f` names: a file, a directory of them, or standard input.
final class Texts {
  private Texts() {}

  /// @param name of the file as the user wrote it, for problems
  record Text(String name, String content) {}

  /// @throws Refusal when it is not there or cannot be read
  static List<Text> of(String written, Environment environment) {
    try {
      if (written.equals("-")) {
        return List.of(
            new Text("stdin", new String(System.in.readAllBytes(), StandardCharsets.UTF_8)));
      }
      Path path = environment.path(written);
      if (!Files.exists(path)) {
        throw Refusal.because(Exit.REFUSED, "there is no file " + written);
      }
      if (!Files.isDirectory(path)) {
        return List.of(new Text(written, text(path)));
      }
      List<Path> files;
      try (Stream<Path> inside = Files.list(path)) {
        files =
            inside
                .sorted()
                .filter(file -> file.toString().matches(".*\\.(yaml|yml|json)"))
                .toList();
      }
      List<Text> all = new java.util.ArrayList<>();
      for (Path file : files) {
        all.add(new Text(Path.of(written, file.getFileName().toString()).toString(), text(file)));
      }
      return all;
    } catch (IOException unreadable) {
      throw Refusal.because(Exit.REFUSED, written + " cannot be read: " + unreadable.getMessage());
    }
  }

  /// Bytes that are no UTF-8 become replacement characters, which the control plane refuses with
  /// their place.
  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }
}
