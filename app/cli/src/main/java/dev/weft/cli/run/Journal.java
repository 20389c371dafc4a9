package dev.weft.cli.run;

import dev.weft.host.file.PrivateFiles;
import dev.weft.host.process.Lines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/// The log file of one part. A disk that is full costs lines, never the part: whoever wrote them
/// must not wait and must not fail, so they are counted, and the file says later that they are
/// missing.
final class Journal implements Lines {
  private final Path file;
  private final Consumer<String> trouble;
  private long lost;

  /// @param trouble told once when lines begin to be lost, and once when they no longer are
  Journal(Path file, Consumer<String> trouble) {
    this.file = file;
    this.trouble = trouble;
  }

  @Override
  public synchronized void line(String text) {
    // What was tried last may have been cut short: the remark begins a line of its own.
    String remark =
        lost == 0 ? "" : "\n(" + lost + " lines are missing: they could not be written)\n";
    try {
      PrivateFiles.append(file, remark + text + "\n");
    } catch (IOException failed) {
      lost++;
      if (lost == 1) {
        trouble.accept(
            "cannot write to "
                + file
                + ": "
                + Failure.words(failed)
                + "; the mesh goes on, and lines of this log are lost until you make room on that"
                + " disk");
      }
      return;
    }
    if (lost > 0) {
      trouble.accept(file + " is written again; " + lost + " lines are missing in it");
      lost = 0;
    }
  }
}
