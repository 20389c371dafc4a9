package dev.weft.sources;

import dev.weft.model.Position;
import dev.weft.model.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// A directory of YAML and JSON files, watched, with all directories below it. Hidden files and
/// directories are passed over.
///
/// A save is told within milliseconds. What would remove or break a resource in a file that is
/// written in place is believed only when it has stood for a moment, because a file that is being
/// written looks just like that; a file that another one was renamed to was never in the making.
public final class DirectorySource implements Source {
  /// Longest file that is read.
  public static final int LIMIT_FILE_BYTES = 16 << 20;

  /// Files read at most; the rest is a problem.
  public static final int LIMIT_FILES = 20_000;

  /// How long a loss must stand before it is believed.
  static final long LOSS_STANDS_NANOS = 80_000_000L;

  /// A file that was written less than this before it was read may have been written again without
  /// a trace: the times of files go in steps of a kernel's tick, of a second or two on some file
  /// systems.
  private static final long YOUNG_NANOS = 3_000_000_000L;

  private final Path directory;
  private final Ledger ledger;
  private final Map<Path, Seen> seen = new HashMap<>();
  private final Map<Path, Doubt> doubts = new HashMap<>();
  private final Set<Path> young = new HashSet<>();
  private final DirectoryWatch watch;
  private List<Problem> toldProblems = List.of();

  /// The state of a file as last read.
  private record Seen(Object identity, long modified, long size) {
    static Seen of(BasicFileAttributes attributes) {
      return new Seen(
          String.valueOf(attributes.fileKey()),
          attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS),
          attributes.size());
    }

    /// Whether it may have been written again after the look and look the same.
    boolean mayChangeUnseen(long lookedAtMillis) {
      return TimeUnit.MILLISECONDS.toNanos(lookedAtMillis) - modified < YOUNG_NANOS;
    }

    static final Seen ABSENT = new Seen("", 0, -1);
  }

  /// A loss that is not believed yet.
  private record Doubt(Seen state, long believedAtNanos) {}

  /// A directory as the user named it; positions name files below it in the same way.
  ///
  /// @param defaultNamespace the namespace of resources that name none
  public DirectorySource(Path directory, String defaultNamespace) {
    this.directory = directory;
    this.ledger = new Ledger(defaultNamespace);
    this.watch = new DirectoryWatch(directory);
  }

  @Override
  public void start(Consumer<Batch> listener) {
    watch.open();
    look(watch.everything(), true);
    tell(ledger.settle(), listener);
    watch.run(touched -> {
      Set<Path> paths = new HashSet<>(touched.whole() ? watch.everything() : touched.files());
      if (touched.whole()) {
        paths.addAll(seen.keySet());
      }
      paths.addAll(doubts.keySet());
      look(paths, false);
      Batch batch = ledger.settle();
      if (!batch.isEmpty() || !batch.problems().equals(toldProblems)) {
        tell(batch, listener);
      }
      return doubts.isEmpty() ? Long.MAX_VALUE : LOSS_STANDS_NANOS;
    });
  }

  private void tell(Batch batch, Consumer<Batch> listener) {
    toldProblems = batch.problems();
    listener.accept(batch);
  }

  private void look(Set<Path> paths, boolean atOnce) {
    if (!Files.isDirectory(directory)) {
      ledger.trouble("", gone());
      return;
    }
    ledger.clear("");
    paths.stream().sorted().forEach(path -> look(path, atOnce));
  }

  private void look(Path path, boolean atOnce) {
    String name = path.toString();
    long begin = System.nanoTime();
    long beginMillis = System.currentTimeMillis();
    try {
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      Seen now = Seen.of(attributes);
      if (!attributes.isRegularFile() || (now.equals(seen.get(path)) && !young.contains(path))) {
        doubts.remove(path);
        return;
      }
      if (seen.size() >= LIMIT_FILES && !seen.containsKey(path)) {
        ledger.trouble(name, limit(name, "there are more than " + LIMIT_FILES + " files"));
        return;
      }
      if (attributes.size() > LIMIT_FILE_BYTES) {
        ledger.trouble(name, limit(name, "it has more than " + LIMIT_FILE_BYTES + " bytes"));
        note(path, now, beginMillis);
        return;
      }
      String text = new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
      Ledger.Reading reading = ledger.read(name, text);
      boolean renamed = replaced(path, now);
      if (!atOnce
          && ledger.loses(reading)
          && !(renamed && whole(reading))
          && doubtful(path, now, begin)) {
        return;
      }
      ledger.take(reading);
      ledger.clear(name);
      doubts.remove(path);
      note(path, now, beginMillis);
    } catch (NoSuchFileException gone) {
      if (seen.containsKey(path) && !doubtful(path, Seen.ABSENT, begin)) {
        ledger.remove(name);
        ledger.clear(name);
        seen.remove(path);
        young.remove(path);
        doubts.remove(path);
      }
    } catch (IOException unreadable) {
      ledger.trouble(name, unreadable(name, unreadable));
    }
  }

  private void note(Path path, Seen now, long lookedAtMillis) {
    seen.put(path, now);
    if (now.mayChangeUnseen(lookedAtMillis)) {
      young.add(path);
    } else {
      young.remove(path);
    }
  }

  /// Whether another file took this one's place.
  private boolean replaced(Path path, Seen now) {
    Seen before = seen.get(path);
    return before != null && !before.identity().equals(now.identity());
  }

  /// Not so when it is empty: a file that is made anew in place is empty first, and has another
  /// identity, too.
  private static boolean whole(Ledger.Reading reading) {
    return reading.parsed().isValid() && !reading.parsed().resources().isEmpty();
  }

  /// Whether a loss that was seen by a look since `begin` has not stood long enough. A look may
  /// take any time on a busy machine; between the first one's end and this one's begin the loss
  /// stood for certain.
  private boolean doubtful(Path path, Seen state, long begin) {
    Doubt doubt = doubts.get(path);
    if (doubt == null || !doubt.state().equals(state)) {
      doubts.put(path, new Doubt(state, System.nanoTime() + LOSS_STANDS_NANOS));
      return true;
    }
    return begin - doubt.believedAtNanos() < 0;
  }

  private Problem gone() {
    return Problem.error(
            Problem.Code.UNAVAILABLE,
            "",
            "the directory " + directory + " cannot be read",
            "put it back; until then everything stays as it was")
        .at(new Position(directory.toString(), 0, 0));
  }

  private static Problem limit(String file, String cause) {
    return Problem.error(Problem.Code.INVALID_VALUE, "", cause, "split it or move it away")
        .at(new Position(file, 0, 0));
  }

  private static Problem unreadable(String file, IOException why) {
    return Problem.error(
            Problem.Code.UNAVAILABLE,
            "",
            "the file cannot be read: " + why.getMessage(),
            "make it readable; until then its resources stay as they were")
        .at(new Position(file, 0, 0));
  }

  @Override
  public void close() {
    watch.close();
  }
}
