package dev.weft.telemetry.accesslog;

import dev.weft.graph.listener.AccessLog.Sink;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The log files of one process, and the one thread that writes them. It sleeps while nothing is
/// logged.
public final class LogFiles implements AutoCloseable {
  /// Lines are on disk after at most about this long.
  private static final long INTERVAL_MILLIS = 100;

  private final Map<Sink, LogFile> files = new ConcurrentHashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final OutputStream out;
  private final OutputStream error;
  private final java.util.function.Consumer<String> trouble;
  private final Thread writer;
  private boolean dirty;
  private boolean closed;

  /// @param trouble told in one sentence when a file cannot be written any more, and when it can
  ///   again
  public LogFiles(
      OutputStream out, OutputStream error, java.util.function.Consumer<String> trouble) {
    this.out = out;
    this.error = error;
    this.trouble = trouble;
    this.writer = Thread.ofPlatform().daemon().name("weft-access-log").start(this::run);
  }

  /// The file behind a sink, the same object for the same sink.
  public LogFile of(Sink sink) {
    return files.computeIfAbsent(sink, absent -> new LogFile(target(sink), this::wake));
  }

  /// Lines that were dropped: they came faster than they could be written, or could not be at all.
  public long dropped() {
    return files.values().stream().mapToLong(LogFile::dropped).sum();
  }

  private LogFile.Target target(Sink sink) {
    return switch (sink) {
      case Sink.StandardOutput standard -> new Stream(out);
      case Sink.StandardError standard -> new Stream(error);
      case Sink.File file ->
          switch (file.path()) {
            case "/dev/stdout" -> new Stream(out);
            case "/dev/stderr" -> new Stream(error);
            default -> new Disk(Path.of(file.path()));
          };
    };
  }

  private void wake() {
    lock.lock();
    try {
      dirty = true;
      work.signal();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      while (awaitWork()) {
        flush();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /// Waits for something to write, then for the rest of the interval; false when closed.
  private boolean awaitWork() throws InterruptedException {
    lock.lock();
    try {
      while (!dirty && !closed) {
        work.await();
      }
      long left = TimeUnit.MILLISECONDS.toNanos(INTERVAL_MILLIS);
      while (left > 0 && !closed && files.values().stream().noneMatch(LogFile::hurries)) {
        left = work.awaitNanos(left);
      }
      dirty = false;
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  private void flush() {
    files.forEach((sink, file) -> {
      long before = file.lost();
      try {
        file.flush();
        if (before > 0 && file.lost() == 0) {
          trouble.accept(
              "the access log " + name(sink) + " is written again; " + before + " lines are lost");
        }
      } catch (IOException failed) {
        if (before == 0) {
          trouble.accept(
              "cannot write the access log "
                  + name(sink)
                  + ": "
                  + failed.getMessage()
                  + "; requests go on, and their lines are lost until it can be written: make room"
                  + " on that disk, or name another file");
        }
      }
    });
  }

  private static String name(Sink sink) {
    return switch (sink) {
      case Sink.StandardOutput standard -> "on standard output";
      case Sink.StandardError standard -> "on standard error";
      case Sink.File file -> file.path();
    };
  }

  /// Writes what is pending and closes the files; later lines are lost.
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      work.signal();
    } finally {
      lock.unlock();
    }
    try {
      writer.join();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    files.forEach((sink, file) -> {
      try {
        file.close();
      } catch (IOException failed) {
        trouble.accept("cannot close the access log " + name(sink) + ": " + failed.getMessage());
      }
    });
  }

  private record Stream(OutputStream current) implements LogFile.Target {
    @Override
    public void close() throws IOException {
      current.flush();
    }
  }

  /// A file that is opened again when it was moved away or deleted.
  private static final class Disk implements LogFile.Target {
    private final Path path;
    private @Nullable OutputStream stream;
    private @Nullable Object key;

    Disk(Path path) {
      this.path = path;
    }

    @Override
    public OutputStream current() throws IOException {
      OutputStream open = stream;
      if (open != null && java.util.Objects.equals(key, keyNow())) {
        return open;
      }
      close();
      if (path.getParent() != null) {
        Files.createDirectories(path.getParent());
      }
      open =
          Files.newOutputStream(
              path, StandardOpenOption.CREATE, StandardOpenOption.APPEND, StandardOpenOption.WRITE);
      stream = open;
      key = keyNow();
      return open;
    }

    private @Nullable Object keyNow() throws IOException {
      try {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
      } catch (NoSuchFileException gone) {
        return path;
      }
    }

    @Override
    public void close() throws IOException {
      if (stream != null) {
        stream.close();
        stream = null;
      }
    }
  }
}
