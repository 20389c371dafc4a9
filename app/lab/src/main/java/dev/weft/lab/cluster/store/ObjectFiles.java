package dev.weft.lab.cluster.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// One file an object: `FOLDER/PLURAL.GROUP/NAMESPACE/NAME.json`, replaced in one step. Only the
/// owner can read them, because Secrets are among them.
///
/// @param folder where they are
public record ObjectFiles(Path folder) {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String SUFFIX = ".json";

  /// Objects without a namespace lie in a folder that no namespace can be called.
  private static final String NOWHERE = "_";

  private Path file(Ref ref) {
    String kind =
        ref.shelf().plural() + (ref.shelf().group().isEmpty() ? "" : "." + ref.shelf().group());
    return folder
        .resolve(kind)
        .resolve(ref.namespace().isEmpty() ? NOWHERE : ref.namespace())
        .resolve(ref.name() + SUFFIX);
  }

  void write(Ref ref, ObjectNode object) throws IOException {
    Path file = file(ref);
    Files.createDirectories(
        file.getParent(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Path fresh = file.resolveSibling("." + file.getFileName());
    Files.writeString(fresh, object.toPrettyString(), StandardCharsets.UTF_8);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  void remove(Ref ref) throws IOException {
    Files.deleteIfExists(file(ref));
  }

  /// Every object that is kept. A file that a crash left half-written is none.
  ///
  /// @throws IOException for a file that cannot be read or is no object, naming it
  Map<Ref, ObjectNode> read() throws IOException {
    Map<Ref, ObjectNode> objects = new HashMap<>();
    if (!Files.isDirectory(folder)) {
      return objects;
    }
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder, 3)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      String name = file.getFileName().toString();
      boolean inPlace = folder.relativize(file).getNameCount() == 3;
      if (inPlace && name.endsWith(SUFFIX) && !name.startsWith(".")) {
        objects.put(ref(folder.relativize(file)), object(file));
      }
    }
    return objects;
  }

  /// @param file relative to the folder
  private static Ref ref(Path file) {
    String kind = file.getName(0).toString();
    String place = file.getName(1).toString();
    String name = file.getName(2).toString();
    int dot = kind.indexOf('.');
    Shelf shelf =
        dot < 0 ? new Shelf("", kind) : new Shelf(kind.substring(dot + 1), kind.substring(0, dot));
    return new Ref(
        shelf,
        place.equals(NOWHERE) ? "" : place,
        name.substring(0, name.length() - SUFFIX.length()));
  }

  private static ObjectNode object(Path file) throws IOException {
    try {
      return (ObjectNode) JSON.readTree(Files.readString(file));
    } catch (JacksonException | ClassCastException broken) {
      throw new IOException(file + " is no object; remove it: " + broken.getMessage(), broken);
    }
  }
}
