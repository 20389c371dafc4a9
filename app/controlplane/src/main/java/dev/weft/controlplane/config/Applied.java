package dev.weft.controlplane.config;

import dev.weft.api.Parsed;
import dev.weft.api.Parser;
import dev.weft.api.Resource;
import dev.weft.host.file.PrivateFiles;
import dev.weft.host.terminal.Tree;
import dev.weft.model.Problem;
import dev.weft.model.ResourceKey;
import dev.weft.sources.MemorySource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// What was applied by hand: kept in memory, and in a private directory so that it outlives the
/// process, a file a resource.
public final class Applied {
  private final Path directory;
  private final String defaultNamespace;
  private final MemorySource source;

  private Applied(Path directory, String defaultNamespace) {
    this.directory = directory;
    this.defaultNamespace = defaultNamespace;
    this.source = new MemorySource(defaultNamespace);
  }

  /// Reads what was applied in earlier lives.
  ///
  /// @throws IOException when the directory cannot be made or read
  public static Applied open(Path directory, String defaultNamespace) throws IOException {
    Applied applied = new Applied(directory, defaultNamespace);
    PrivateFiles.directory(directory);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.yaml")) {
      for (Path file : files) {
        applied.source.put(file.toString(), Files.readString(file, StandardCharsets.UTF_8));
      }
    }
    return applied;
  }

  /// As a source of resources.
  public MemorySource source() {
    return source;
  }

  /// What came of applying a text: all of it or nothing.
  ///
  /// @param resources what was applied; empty when the text was refused
  public record Outcome(List<Resource<?>> resources, List<Problem> problems) {}

  /// Applies a text when nothing in it is refused.
  ///
  /// @param name what the text is called in problems
  /// @throws IOException when it cannot be kept
  public synchronized Outcome apply(String name, String text) throws IOException {
    Parsed parsed = Parser.parse(name, text, defaultNamespace);
    if (!parsed.isValid()) {
      return new Outcome(List.of(), parsed.problems());
    }
    Map<String, String> texts = new LinkedHashMap<>();
    List<Resource<?>> resources = new ArrayList<>();
    for (Resource<?> resource : parsed.resources()) {
      String yaml = Tree.yaml(Objects.requireNonNull(Trees.of(resource.origin().document())));
      texts.put(file(resource.key()).toAbsolutePath().toString(), yaml);
      resources.add(resource);
    }
    try {
      keep(texts);
    } catch (IOException failed) {
      throw new IOException(
          "cannot write to "
              + directory
              + ": "
              + failed.getMessage()
              + "; nothing was applied, and what was before goes on; make room on that disk and"
              + " apply again",
          failed);
    }
    source.putAll(texts);
    return new Outcome(resources, parsed.problems());
  }

  /// Writes all texts before the first takes the place of what was there, so that a disk that gets
  /// full on the way changes nothing.
  private static void keep(Map<String, String> texts) throws IOException {
    try {
      for (Map.Entry<String, String> text : texts.entrySet()) {
        PrivateFiles.keep(next(text.getKey()), text.getValue());
      }
      for (String file : texts.keySet()) {
        Files.move(next(file), Path.of(file), StandardCopyOption.ATOMIC_MOVE);
      }
    } catch (IOException failed) {
      for (String file : texts.keySet()) {
        forget(next(file), failed);
      }
      throw failed;
    }
  }

  private static void forget(Path file, IOException failed) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException left) {
      failed.addSuppressed(left);
    }
  }

  private static Path next(String file) {
    return Path.of(file + ".next");
  }

  /// Deletes what was applied; false when nothing was.
  ///
  /// @throws IOException when the file cannot be removed
  public synchronized boolean delete(ResourceKey key) throws IOException {
    Path file = file(key).toAbsolutePath();
    boolean was = Files.deleteIfExists(file);
    source.remove(file.toString());
    return was;
  }

  private Path file(ResourceKey key) {
    return directory.resolve(
        (key.kind() + "." + key.namespace() + "." + key.name()).replaceAll("[^A-Za-z0-9._-]", "_")
            + ".yaml");
  }
}
