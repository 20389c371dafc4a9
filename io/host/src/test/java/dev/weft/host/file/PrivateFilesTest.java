package dev.weft.host.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateFilesTest {
  @TempDir private Path directory;

  @Test
  void directoriesAndFilesAreClosedToOthers() throws IOException {
    Path file = PrivateFiles.write(directory.resolve("a/b/key.pem"), "secret");
    assertThat(mode(file)).isEqualTo("rw-------");
    assertThat(mode(directory.resolve("a/b"))).isEqualTo("rwx------");
    assertThat(mode(directory.resolve("a"))).isEqualTo("rwx------");
  }

  @Test
  void anOpenDirectoryIsClosedWhenItIsUsed() throws IOException {
    Path open = Files.createDirectory(directory.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
    PrivateFiles.directory(open);
    assertThat(mode(open)).isEqualTo("rwx------");
  }

  @Test
  void writingReplacesTheWholeAndLeavesNothingElse() throws IOException {
    Path file = directory.resolve("a/file");
    PrivateFiles.write(file, "first, and longer");
    PrivateFiles.write(file, "second");
    assertThat(file).hasContent("second");
    assertThat(Files.list(file.getParent())).containsExactly(file);
  }

  @Test
  void whatIsKeptIsAsPrivateAndAsWhole() throws IOException {
    Path file = PrivateFiles.keep(directory.resolve("a/root-key.pem"), "first, and longer");
    PrivateFiles.keep(file, "second");
    assertThat(file).hasContent("second");
    assertThat(mode(file)).isEqualTo("rw-------");
    assertThat(Files.list(file.getParent())).containsExactly(file);
  }

  @Test
  void removingDoesNotFollowLinks() throws IOException {
    Path kept = Files.writeString(directory.resolve("kept"), "x");
    Path doomed = Files.createDirectory(directory.resolve("doomed"));
    Files.createSymbolicLink(doomed.resolve("link"), directory);
    PrivateFiles.remove(doomed);
    assertThat(doomed).doesNotExist();
    assertThat(kept).exists();
    PrivateFiles.remove(doomed);
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
