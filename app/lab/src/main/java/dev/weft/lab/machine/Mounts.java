package dev.weft.lab.machine;

import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import dev.weft.linux.command.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Optional;

/// Folders shown at a second place, for users who may not pass the first one's parents.
public final class Mounts {
  private Mounts() {}

  /// The highest file on the way to one whose parent others may not pass; empty when they may pass
  /// them all.
  public static Optional<Path> closed(Path file) {
    Path at = Path.of("/");
    Optional<Path> source = Optional.empty();
    for (Path part : file) {
      Path next = at.resolve(part);
      if (!passable(at)) {
        source = Optional.of(next);
      }
      at = next;
    }
    return source;
  }

  private static boolean passable(Path folder) {
    try {
      return Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS)
          .contains(PosixFilePermission.OTHERS_EXECUTE);
    } catch (IOException unknown) {
      return false;
    }
  }

  /// Shows a folder at another place too.
  public static Path show(Path source, Path target) {
    try {
      Files.createDirectories(target);
    } catch (IOException unwritable) {
      throw Refusal.because(Exit.FAILED, "cannot make " + target + ": " + unwritable.getMessage());
    }
    Commands.run(List.of("mount", "--bind", source.toString(), target.toString()));
    return target;
  }

  /// Takes away all that is shown below a folder, also by an earlier run.
  public static void removeBelow(Path folder) {
    String prefix = folder + "/";
    try {
      Files.readAllLines(Path.of("/proc/self/mounts")).stream()
          .map(line -> line.split(" ", -1)[1])
          .filter(point -> point.startsWith(prefix))
          .forEach(point -> Commands.run(List.of("umount", "-l", point)));
    } catch (IOException unreadable) {
      throw Refusal.because(Exit.FAILED, "cannot read the mounts: " + unreadable.getMessage());
    }
  }
}
