package dev.weft.sources.kubernetes;

import dev.weft.api.Parser;
import dev.weft.api.yaml.Node;
import dev.weft.model.Position;
import dev.weft.model.Problem;
import dev.weft.sources.Batch;
import dev.weft.sources.Ledger;
import dev.weft.sources.Source;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/// What an API server holds, listed and watched. It only reads.
///
/// While the server cannot be reached everything stays as it was, and that is a problem of the
/// source. A connection that hangs is found out by asking the server for a sign of life.
public final class KubernetesSource implements Source {
  /// Events told and not yet taken in; more wait at the server.
  public static final int LIMIT_EVENTS = 4096;

  private static final Duration PROBE_EVERY = Duration.ofSeconds(5);
  private static final Duration PROBE_PATIENCE = Duration.ofSeconds(3);
  private static final int PROBES_LOST = 2;

  private final ApiServer server;
  private final Reading reading;
  private final InstantSource clock;
  private final Ledger ledger;
  private final List<Shelf> shelves;
  private final List<Reflector> reflectors = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final BlockingQueue<Event> events = new ArrayBlockingQueue<>(LIMIT_EVENTS);
  private final Set<Shelf> answered = new HashSet<>();
  private final Map<Shelf, Set<String>> held = new HashMap<>();
  private final Map<Shelf, String> lost = new LinkedHashMap<>();
  private boolean troubled;
  private volatile Standing standing;
  private volatile boolean closed;

  /// What is read, and as what.
  ///
  /// @param cluster its id, which begins every place in problems
  /// @param rootNamespace where the mesh's own ConfigMaps are
  /// @param patience how long [KubernetesSource#start] waits for everything to be read
  public record Reading(String cluster, Scope scope, String rootNamespace, Duration patience) {}

  /// A source that closes its server with itself.
  public KubernetesSource(ApiServer server, Reading reading, InstantSource clock) {
    this.server = server;
    this.reading = reading;
    this.clock = clock;
    this.ledger = new Ledger("default", Ledger.Sameness.SAID);
    this.shelves = Shelf.of(reading.scope(), reading.rootNamespace());
    this.standing = new Standing(Standing.Phase.SYNCING, clock.instant(), "");
  }

  /// How it stands now.
  public Standing standing() {
    return standing;
  }

  /// Whether everything has been read once.
  public boolean synced() {
    return standing.phase() != Standing.Phase.SYNCING;
  }

  /// The server that is read, to ask it more.
  public ApiServer server() {
    return server;
  }

  /// Waits until everything was read or patience ended; then [#synced()] tells which.
  @Override
  public void start(Consumer<Batch> listener) {
    for (Shelf shelf : shelves) {
      Reflector reflector = new Reflector(server, shelf, events::put);
      reflectors.add(reflector);
      run("read " + reading.cluster() + " " + shelf.plural(), reflector);
    }
    run("probe " + reading.cluster(), this::probe);
    try {
      long end = System.nanoTime() + reading.patience().toNanos();
      while (!synced() && !closed && end - System.nanoTime() > 0) {
        Event event = events.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (event != null) {
          take(event);
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    if (!synced()) {
      ledger.trouble(reading.cluster(), unreachable("it has not answered everything yet"));
    }
    troubled = false;
    listener.accept(ledger.settle());
    run("books of " + reading.cluster(), () -> follow(listener));
  }

  private void run(String name, Runnable work) {
    Thread thread = Thread.ofVirtual().name(name).unstarted(work);
    threads.add(thread);
    thread.start();
  }

  private void follow(Consumer<Batch> listener) {
    List<Event> some = new ArrayList<>();
    try {
      while (!closed) {
        some.add(events.take());
        events.drainTo(some);
        some.forEach(this::take);
        some.clear();
        Batch batch = ledger.settle();
        if (!closed && (troubled || !batch.isEmpty())) {
          troubled = false;
          listener.accept(batch);
        }
      }
    } catch (InterruptedException stopped) {
      closed = true;
    }
  }

  private void take(Event event) {
    switch (event) {
      case Event.Listed listed -> {
        answer(listed.shelf());
        Set<String> before = new HashSet<>(held.getOrDefault(listed.shelf(), new HashSet<>()));
        listed
            .objects()
            .forEach((name, object) -> {
              before.remove(name);
              put(listed.shelf(), listed.apiVersion(), name, object);
            });
        before.forEach(name -> remove(listed.shelf(), name));
      }
      case Event.Is is -> put(is.shelf(), is.apiVersion(), is.name(), is.object());
      case Event.Gone gone -> remove(gone.shelf(), gone.name());
      case Event.Unserved unserved -> {
        answer(unserved.shelf());
        Set.copyOf(held.getOrDefault(unserved.shelf(), Set.of()))
            .forEach(name -> remove(unserved.shelf(), name));
      }
      case Event.Forbidden(Shelf shelf, String why) -> {
        answer(shelf);
        ledger.trouble(place(shelf), forbidden(shelf, why));
        troubled = true;
      }
      case Event.Lost(Shelf shelf, String why) -> {
        lost.put(shelf, why);
        settle();
      }
      case Event.Following(Shelf shelf) -> found(shelf);
    }
  }

  private void answer(Shelf shelf) {
    ledger.clear(place(shelf));
    answered.add(shelf);
    found(shelf);
  }

  private void found(Shelf shelf) {
    if (lost.remove(shelf) != null || !synced()) {
      settle();
    }
  }

  /// Says how it stands.
  private void settle() {
    boolean complete = answered.size() == shelves.size();
    Standing.Phase phase =
        !complete
            ? Standing.Phase.SYNCING
            : lost.isEmpty() ? Standing.Phase.SYNCED : Standing.Phase.CUT;
    String why = lost.values().stream().findFirst().orElse("");
    if (phase == standing.phase() && why.isEmpty() == standing.why().isEmpty()) {
      return;
    }
    standing = new Standing(phase, clock.instant(), why);
    if (why.isEmpty()) {
      ledger.clear(reading.cluster());
    } else {
      ledger.trouble(reading.cluster(), unreachable(why));
    }
    troubled = true;
  }

  private String place(Shelf shelf) {
    return reading.cluster() + "/" + shelf.plural();
  }

  private void put(Shelf shelf, String apiVersion, String name, JsonNode object) {
    String file = file(shelf, name);
    Node document = Objects.document(shelf.kind(), apiVersion, object, new Position(file, 0, 0));
    ledger.take(new Ledger.Reading(file, Parser.parse(document, "default")));
    held.computeIfAbsent(shelf, none -> new HashSet<>()).add(name);
  }

  private void remove(Shelf shelf, String name) {
    ledger.remove(file(shelf, name));
    held.getOrDefault(shelf, new HashSet<>()).remove(name);
  }

  private String file(Shelf shelf, String name) {
    return place(shelf) + (name.startsWith("/") ? "" : "/") + name;
  }

  private Problem unreachable(String why) {
    return Problem.error(
            Problem.Code.UNAVAILABLE,
            "",
            "cluster "
                + reading.cluster()
                + " at "
                + server.place()
                + " cannot be read: "
                + why
                + "; what it last said stays in effect",
            "see whether its API server runs, can be reached from here, and believes the"
                + " kubeconfig")
        .at(new Position(reading.cluster(), 0, 0));
  }

  private Problem forbidden(Shelf shelf, String why) {
    return Problem.error(
            Problem.Code.UNAVAILABLE,
            "",
            "cluster " + reading.cluster() + " does not let us read " + shelf.plural() + ": " + why,
            "allow the kubeconfig's user to list and watch " + shelf.plural())
        .at(new Position(place(shelf), 0, 0));
  }

  /// Asks for a sign of life; without one, drops what hangs, and hurries once there is one again.
  private void probe() {
    int failures = 0;
    try {
      while (!closed) {
        TimeUnit.NANOSECONDS.sleep(PROBE_EVERY.toNanos());
        boolean alive = alive();
        if (alive && failures >= PROBES_LOST) {
          reflectors.forEach(Reflector::hurry);
        }
        failures = alive ? 0 : failures + 1;
        if (failures >= PROBES_LOST) {
          drop();
        }
      }
    } catch (InterruptedException stopped) {
      closed = true;
    }
  }

  private boolean alive() {
    try {
      server.probe(PROBE_PATIENCE);
      return true;
    } catch (IOException silent) {
      return false;
    }
  }

  private void drop() {
    for (Reflector reflector : reflectors) {
      try {
        reflector.drop();
      } catch (IOException already) {
        continue; // it was broken, which is what was wanted
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    reflectors.forEach(Reflector::close);
    drop();
    threads.forEach(Thread::interrupt);
    server.close();
  }
}
