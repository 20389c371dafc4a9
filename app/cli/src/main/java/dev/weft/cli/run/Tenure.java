package dev.weft.cli.run;

import dev.weft.cli.mesh.MeshRecord;
import dev.weft.cli.mesh.RunDirectory;
import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import dev.weft.host.file.PrivateFiles;
import dev.weft.host.process.OwnCommand;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// The right to run a mesh from a directory, which one runner has at a time. It is the lock of a
/// file, which ends with the process however that ends.
final class Tenure {
  private final FileChannel file;

  private Tenure(FileChannel file) {
    this.file = file;
  }

  /// @throws Refusal when another runner has it
  static Tenure take(RunDirectory run, String shown) {
    try {
      PrivateFiles.directory(run.state());
      FileChannel file =
          FileChannel.open(run.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (lock(file) == null) {
        file.close();
        throw taken(shown, MeshRecord.of(run).map(MeshRecord::pid).orElse(0L));
      }
      return new Tenure(file);
    } catch (IOException failed) {
      throw Refusal.because(
          Exit.FAILED, "cannot write to " + run.state() + ": " + Failure.words(failed));
    }
  }

  /// What to say when a mesh already runs from a directory.
  ///
  /// @param pid 0 when it is not known
  static Refusal taken(String shown, long pid) {
    return Refusal.because(
        Exit.BUSY,
        shown
            + " is already running"
            + (pid == 0 ? "" : " (pid " + pid + ")")
            + "; '"
            + OwnCommand.called()
            + " status "
            + shown
            + "' shows it, '"
            + OwnCommand.called()
            + " down "
            + shown
            + "' ends it");
  }

  private static @Nullable FileLock lock(FileChannel file) throws IOException {
    try {
      return file.tryLock();
    } catch (OverlappingFileLockException ours) {
      return null;
    }
  }

  /// @throws IOException when the lock cannot be given back; it ends with the process then
  void end() throws IOException {
    file.close();
  }
}
