package dev.weft.host.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// Directories of mode 0700 and files of mode 0600, whatever the umask.
public final class PrivateFiles {
  private static final Set<PosixFilePermission> DIRECTORY =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");

  private PrivateFiles() {}

  /// Makes a directory and closes it to others, also when it was there before. Missing parents are
  /// made the same way; parents that exist stay as they are.
  public static Path directory(Path directory) throws IOException {
    Path absolute = directory.toAbsolutePath();
    Path parent = absolute.getParent();
    if (parent != null && !Files.isDirectory(parent)) {
      directory(parent);
    }
    if (!Files.isDirectory(absolute)) {
      Files.createDirectory(absolute, PosixFilePermissions.asFileAttribute(DIRECTORY));
    }
    Files.setPosixFilePermissions(absolute, DIRECTORY);
    return absolute;
  }

  /// Writes a whole file in one step: readers see the old text or the new one, never a part.
  public static Path write(Path file, String text) throws IOException {
    return write(file, text, false);
  }

  /// The same for what must outlive a loss of power, such as the key of a root: it is on the disk
  /// when this returns.
  public static Path keep(Path file, String text) throws IOException {
    return write(file, text, true);
  }

  private static Path write(Path file, String text, boolean lasting) throws IOException {
    Path directory = directory(parent(file));
    Path fresh =
        Files.createTempFile(directory, ".new-", "", PosixFilePermissions.asFileAttribute(FILE));
    try {
      Files.writeString(fresh, text, StandardCharsets.UTF_8);
      if (lasting) {
        sync(fresh);
      }
      Path written =
          Files.move(
              fresh,
              file.toAbsolutePath(),
              StandardCopyOption.ATOMIC_MOVE,
              StandardCopyOption.REPLACE_EXISTING);
      if (lasting) {
        sync(directory);
      }
      return written;
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  /// A directory, too: the names in it are contents of its own (fsync(2)).
  private static void sync(Path path) throws IOException {
    try (FileChannel open = FileChannel.open(path, StandardOpenOption.READ)) {
      open.force(true);
    }
  }

  /// Makes an empty file to be appended to, and closes it to others.
  public static Path empty(Path file) throws IOException {
    directory(parent(file));
    Files.deleteIfExists(file);
    Files.createFile(file, PosixFilePermissions.asFileAttribute(FILE));
    Files.setPosixFilePermissions(file, FILE);
    return file.toAbsolutePath();
  }

  /// Appends lines to a private file.
  public static void append(Path file, String text) throws IOException {
    Files.writeString(
        file, text, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /// Removes a directory and all below it without following links; nothing happens when it is not
  /// there.
  public static void remove(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(
              Path visited, @org.jspecify.annotations.Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.deleteIfExists(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static Path parent(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IllegalArgumentException("not a file in a directory: " + file);
    }
    return parent;
  }
}
