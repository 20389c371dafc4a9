package dev.weft.sources;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// Notices that files below a directory were touched: by the system's notices, and by looking at
/// everything now and then in case a notice was lost or cannot be had.
final class DirectoryWatch implements AutoCloseable {
  private static final long QUIET_NANOS = 3_000_000L;
  private static final long PATIENCE_NANOS = 40_000_000L;
  private static final long RESCAN_NANOS = 5_000_000_000L;
  private static final long RESCAN_UNWATCHED_NANOS = 250_000_000L;
  private static final int DEPTH = 16;

  private final Path root;
  private final Map<WatchKey, Path> directories = new HashMap<>();
  private @Nullable WatchService service;
  private @Nullable Thread thread;
  private volatile boolean closed;
  private boolean complete = true;

  /// What was touched.
  ///
  /// @param whole whether anything may have been
  record Touched(Set<Path> files, boolean whole) {}

  DirectoryWatch(Path root) {
    this.root = root;
  }

  void open() {
    try {
      service = FileSystems.getDefault().newWatchService();
    } catch (IOException noNotices) {
      complete = false; // out of inotify instances: looking now and then has to do
    }
  }

  /// All files that count, now; directories met on the way are watched.
  Set<Path> everything() {
    Set<Path> found = new HashSet<>();
    try {
      Files.walkFileTree(
          root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), DEPTH, new Collector(found));
    } catch (IOException rootGone) {
      return found;
    }
    return found;
  }

  private final class Collector extends SimpleFileVisitor<Path> {
    private final Set<Path> found;

    Collector(Set<Path> found) {
      this.found = found;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes) {
      if (!visited.equals(root) && hidden(visited)) {
        return FileVisitResult.SKIP_SUBTREE;
      }
      register(visited);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (counts(file)) {
        found.add(file);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException goneMeanwhile) {
      return FileVisitResult.CONTINUE;
    }
  }

  private static boolean hidden(Path path) {
    Path name = path.getFileName();
    return name == null || name.toString().startsWith(".");
  }

  private static boolean counts(Path path) {
    String name = String.valueOf(path.getFileName());
    return !hidden(path)
        && (name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".json"));
  }

  private void register(Path directory) {
    WatchService notices = service;
    if (notices == null) {
      return;
    }
    try {
      directories.put(
          directory.register(
              notices,
              StandardWatchEventKinds.ENTRY_CREATE,
              StandardWatchEventKinds.ENTRY_MODIFY,
              StandardWatchEventKinds.ENTRY_DELETE),
          directory);
    } catch (IOException outOfWatches) {
      complete = false;
    }
  }

  /// Calls `look` on a thread of its own whenever something was touched.
  ///
  /// @param look returns in how many nanoseconds it wants to be called again in any case
  void run(ToLongFunction<Touched> look) {
    Thread started = Thread.ofVirtual().name("watch " + root).unstarted(() -> loop(look));
    thread = started;
    started.start();
  }

  private void loop(ToLongFunction<Touched> look) {
    long again = Long.MAX_VALUE;
    try {
      while (!closed) {
        long rescan = complete ? RESCAN_NANOS : RESCAN_UNWATCHED_NANOS;
        Touched touched = next(Math.min(rescan, again), again < rescan);
        if (!closed) {
          again = look.applyAsLong(touched);
        }
      }
    } catch (InterruptedException | ClosedWatchServiceException stopped) {
      closed = true;
    }
  }

  private Touched next(long waitNanos, boolean recheck) throws InterruptedException {
    WatchService notices = service;
    if (notices == null) {
      TimeUnit.NANOSECONDS.sleep(waitNanos);
      return new Touched(Set.of(), !recheck);
    }
    Set<Path> files = new HashSet<>();
    boolean whole = false;
    WatchKey key = notices.poll(waitNanos, TimeUnit.NANOSECONDS);
    if (key == null) {
      return new Touched(files, !recheck);
    }
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (key != null) {
      whole |= drain(key, files);
      key =
          System.nanoTime() - deadline < 0 ? notices.poll(QUIET_NANOS, TimeUnit.NANOSECONDS) : null;
    }
    return new Touched(files, whole);
  }

  /// Whether more than known files was touched.
  private boolean drain(WatchKey key, Set<Path> files) {
    Path directory = directories.get(key);
    boolean whole = directory == null;
    for (WatchEvent<?> event : key.pollEvents()) {
      if (directory == null || !(event.context() instanceof Path name)) {
        whole = true;
        continue;
      }
      Path path = directory.resolve(name);
      if (counts(path)) {
        files.add(path);
      } else if (name.toString().startsWith("..") || Files.isDirectory(path)) {
        whole = true; // a new directory, or a Kubernetes volume's switch of `..data`
      }
    }
    if (!key.reset()) {
      directories.remove(key);
      whole = true;
    }
    return whole;
  }

  @Override
  public void close() {
    closed = true;
    try {
      if (service != null) {
        service.close();
      }
    } catch (IOException stillOpen) {
      throw new UncheckedIOException("cannot end the watch of " + root, stillOpen);
    }
    if (thread != null) {
      thread.interrupt();
    }
  }
}
