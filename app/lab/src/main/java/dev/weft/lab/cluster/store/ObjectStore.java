package dev.weft.lab.cluster.store;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import tools.jackson.databind.node.ObjectNode;

/// Every object of a cluster. Objects that go in are copied and completed; objects that come out
/// are shared and must not be changed.
public final class ObjectStore {
  /// Changes that a watch can still be told; one that comes later has to list again.
  private static final int HISTORY_LIMIT = 8192;

  /// Versions given out before a crash may have been lost with it.
  private static final long SAFETY = 1_000;

  private static final int OBJECT_LIMIT = 50_000;

  private final ObjectFiles files;
  private final InstantSource clock;
  private final Map<Ref, ObjectNode> objects = new HashMap<>();
  private final Deque<Told> history = new ArrayDeque<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private long version;
  private long forgotten;

  private ObjectStore(ObjectFiles files, InstantSource clock) {
    this.files = files;
    this.clock = clock;
  }

  /// Opens the store whose files these are.
  ///
  /// @throws IOException when they cannot be read
  public static ObjectStore open(ObjectFiles files, InstantSource clock) throws IOException {
    ObjectStore store = new ObjectStore(files, clock);
    store.objects.putAll(files.read());
    long last = 0;
    for (ObjectNode object : store.objects.values()) {
      last = Math.max(last, Long.parseLong(text(object, "resourceVersion", "0")));
    }
    store.version = last + SAFETY;
    store.forgotten = store.version;
    return store;
  }

  private static String text(ObjectNode object, String field, String absent) {
    return object.path("metadata").path(field).asString(absent);
  }

  /// What there is of a kind at one moment, in the order of names.
  public record Listing(long version, List<ObjectNode> objects) {
    public Listing {
      objects = List.copyOf(objects);
    }
  }

  public Optional<ObjectNode> get(Ref ref) {
    lock.lock();
    try {
      return Optional.ofNullable(objects.get(ref));
    } finally {
      lock.unlock();
    }
  }

  /// @param namespace empty for every one
  public Listing list(Shelf shelf, String namespace, Predicate<ObjectNode> wanted) {
    lock.lock();
    try {
      return new Listing(
          version,
          objects.entrySet().stream()
              .filter(entry -> entry.getKey().shelf().equals(shelf))
              .filter(entry -> namespace.isEmpty() || entry.getKey().namespace().equals(namespace))
              .sorted(
                  Comparator.comparing(
                      entry -> entry.getKey().namespace() + "/" + entry.getKey().name()))
              .map(Map.Entry::getValue)
              .filter(wanted)
              .toList());
    } finally {
      lock.unlock();
    }
  }

  /// Everything of a kind.
  public List<ObjectNode> all(Shelf shelf) {
    return list(shelf, "", any -> true).objects();
  }

  /// Puts an object in the place of the one with the same name, if there is one. What says the same
  /// as before changes nothing.
  ///
  /// @throws IOException when it cannot be kept; the store is as before then
  public ObjectNode put(Ref ref, ObjectNode object) throws IOException {
    lock.lock();
    try {
      ObjectNode earlier = objects.get(ref);
      if (earlier == null && objects.size() >= OBJECT_LIMIT) {
        throw new IOException("there are " + OBJECT_LIMIT + " objects already; delete some");
      }
      ObjectNode complete = complete(ref, object, Optional.ofNullable(earlier));
      if (earlier != null && same(earlier, complete)) {
        return earlier;
      }
      complete.withObject("metadata").put("resourceVersion", String.valueOf(version + 1));
      files.write(ref, complete);
      objects.put(ref, complete);
      tell(earlier == null ? Told.Type.ADDED : Told.Type.MODIFIED, ref, complete);
      return complete;
    } finally {
      lock.unlock();
    }
  }

  private ObjectNode complete(Ref ref, ObjectNode object, Optional<ObjectNode> earlier) {
    ObjectNode complete = object.deepCopy();
    ObjectNode metadata = complete.withObject("metadata");
    metadata.put("name", ref.name());
    if (!ref.namespace().isEmpty()) {
      metadata.put("namespace", ref.namespace());
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    metadata.put(
        "uid", earlier.map(e -> text(e, "uid", "")).orElseGet(() -> UUID.randomUUID().toString()));
    metadata.put(
        "creationTimestamp",
        earlier.map(e -> text(e, "creationTimestamp", "")).orElse(now.toString()));
    return complete;
  }

  private static boolean same(ObjectNode earlier, ObjectNode now) {
    ObjectNode one = earlier.deepCopy();
    ObjectNode other = now.deepCopy();
    one.withObject("metadata").remove("resourceVersion");
    other.withObject("metadata").remove("resourceVersion");
    return one.equals(other);
  }

  /// Takes an object away; empty when there was none.
  ///
  /// @throws IOException when its file cannot be removed; the store is as before then
  public Optional<ObjectNode> delete(Ref ref) throws IOException {
    lock.lock();
    try {
      ObjectNode last = objects.get(ref);
      if (last == null) {
        return Optional.empty();
      }
      files.remove(ref);
      objects.remove(ref);
      ObjectNode told = last.deepCopy();
      told.withObject("metadata").put("resourceVersion", String.valueOf(version + 1));
      tell(Told.Type.DELETED, ref, told);
      return Optional.of(told);
    } finally {
      lock.unlock();
    }
  }

  private void tell(Told.Type type, Ref ref, ObjectNode object) {
    version++;
    history.add(new Told(version, type, ref, object));
    while (history.size() > HISTORY_LIMIT) {
      forgotten = history.removeFirst().version();
    }
    changed.signalAll();
  }

  /// The version of the store now.
  public long version() {
    lock.lock();
    try {
      return version;
    } finally {
      lock.unlock();
    }
  }

  /// What changed after a version; empty when that is no longer known, or has never been.
  public Optional<List<Told>> since(long after) {
    lock.lock();
    try {
      if (after < forgotten || after > version) {
        return Optional.empty();
      }
      List<Told> later = new ArrayList<>();
      var newest = history.descendingIterator();
      while (newest.hasNext()) {
        Told told = newest.next();
        if (told.version() <= after) {
          break;
        }
        later.add(told);
      }
      return Optional.of(later.reversed());
    } finally {
      lock.unlock();
    }
  }

  /// Waits for a change after a version; returns also when none came in time.
  ///
  /// @throws InterruptedException when the thread is to stop
  public void await(long after, Duration patience) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = patience.toNanos();
      while (version == after && left > 0) {
        left = changed.awaitNanos(Math.min(left, TimeUnit.SECONDS.toNanos(60)));
      }
    } finally {
      lock.unlock();
    }
  }
}
