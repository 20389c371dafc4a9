package dev.weft.cli.run;

import dev.weft.cli.mesh.RunDirectory;
import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import dev.weft.host.terminal.Terminal;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/// Prints log files, each line with the name of its file where there are several.
public final class LogReader {
  private static final Duration GLANCE = Duration.ofMillis(100);
  private static final int CHUNK_BYTES = 1 << 20;

  private final Map<String, Path> files;
  private final Map<String, Long> positions = new HashMap<>();
  private final Chronicle chronicle;
  private final Terminal terminal;

  /// @param files by the name to print
  public LogReader(Map<String, Path> files, Terminal terminal) {
    this.files = files;
    this.terminal = terminal;
    chronicle =
        new Chronicle(terminal, files.keySet().stream().mapToInt(String::length).max().orElse(0));
  }

  /// The names of the logs with one suffix; `.log` excludes those of a longer one.
  public static List<String> names(RunDirectory run, String suffix) {
    try (Stream<Path> all = Files.list(run.logs())) {
      return all.map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(suffix))
          .filter(name ->
              !suffix.equals(".log")
                  || !(name.endsWith(".proxy.log") || name.endsWith(".access.log")))
          .map(name -> name.substring(0, name.length() - suffix.length()))
          .sorted()
          .toList();
    } catch (IOException unreadable) {
      throw Refusal.because(
          Exit.FAILED, run.logs() + " cannot be read: " + unreadable.getMessage());
    }
  }

  /// Prints what there is, and what comes as long as `more` says so.
  public void print(BooleanSupplier more) {
    boolean again;
    do {
      again = more.getAsBoolean();
      files.forEach(this::news);
      if (again) {
        LockSupport.parkNanos(GLANCE.toNanos());
      }
    } while (again);
  }

  private void news(String name, Path file) {
    long position = positions.getOrDefault(name, 0L);
    try (RandomAccessFile reader = new RandomAccessFile(file.toFile(), "r")) {
      while (position < reader.length()) {
        reader.seek(position);
        byte[] bytes = new byte[(int) Math.min(CHUNK_BYTES, reader.length() - position)];
        reader.readFully(bytes);
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] != '\n') {
          end--;
        }
        if (end == 0) {
          // A line that is still being written; a whole chunk without an end is printed as it is.
          if (bytes.length < CHUNK_BYTES) {
            break;
          }
          end = bytes.length;
        }
        new String(bytes, 0, end, StandardCharsets.UTF_8).lines().forEach(text -> say(name, text));
        position += end;
      }
    } catch (IOException unreadable) {
      throw Refusal.because(Exit.FAILED, file + " cannot be read: " + unreadable.getMessage());
    }
    positions.put(name, position);
  }

  private void say(String name, String text) {
    if (files.size() == 1) {
      terminal.line(text);
    } else {
      chronicle.line(name, text);
    }
  }
}
