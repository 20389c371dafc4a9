package dev.weft.controlplane.trust;

import dev.weft.api.schema.RootCertificates;
import dev.weft.controlplane.config.Worlds;
import dev.weft.model.Checked;
import dev.weft.telemetry.metrics.Label;
import dev.weft.telemetry.metrics.Name;
import dev.weft.telemetry.metrics.Registry;
import dev.weft.world.World;
import dev.weft.world.rules.Trust;
import java.io.IOException;
import java.io.PrintStream;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLContext;

/// Fetches the bundles that other trust domains publish, each as often as it asks for. A bundle
/// that cannot be had leaves the last good one in place.
public final class Poller implements AutoCloseable {
  private static final Duration USUAL = Duration.ofMinutes(30);
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofHours(24);
  private static final Duration LONGEST_RETRY = Duration.ofMinutes(1);

  private final Worlds worlds;
  private final Kept kept;
  private final InstantSource clock;
  private final Registry metrics;
  private final PrintStream log;
  private final Fetch fetch;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition woken = lock.newCondition();
  private final Map<Trust.Place, Status> states = new HashMap<>();
  private boolean stopped;

  /// How a place does.
  ///
  /// @param good when its bundle was last had
  /// @param failure why it was not had at the last try; empty when it was
  public record Status(
      Optional<Instant> good, String failure, int failures, long sequence, Instant due) {}

  private Poller(Worlds worlds, Kept kept, InstantSource clock, Registry metrics, PrintStream log) {
    this.worlds = worlds;
    this.kept = kept;
    this.clock = clock;
    this.metrics = metrics;
    this.log = log;
    this.fetch = new Fetch(clock, SSLContext::getDefault);
  }

  /// Starts at once, and follows what the world believes.
  public static Poller start(
      Worlds worlds, Kept kept, InstantSource clock, Registry metrics, PrintStream log) {
    Poller poller = new Poller(worlds, kept, clock, metrics, log);
    worlds.listen((world, changes) -> poller.wake());
    Thread.ofVirtual().name("trust-bundles").start(poller::run);
    return poller;
  }

  private void wake() {
    lock.lock();
    try {
      woken.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    Trust seen = Trust.of(World.EMPTY, World.EMPTY.mesh());
    while (true) {
      Trust trust = worlds.world().configuration().trust();
      if (trust != seen) {
        seen = trust;
        forget(trust.places());
      }
      for (Trust.Place place : trust.places()) {
        if (due(place)) {
          ask(place);
        }
      }
      if (!await(seen)) {
        return;
      }
    }
  }

  private boolean due(Trust.Place place) {
    lock.lock();
    try {
      Status state = states.get(place);
      return state == null || !clock.instant().isBefore(state.due());
    } finally {
      lock.unlock();
    }
  }

  private void ask(Trust.Place place) {
    Status before = state(place);
    Instant now = clock.instant();
    Status after =
        switch (fetch.of(place, believed(place))) {
          case Fetch.Result.Good good -> took(place, good, now);
          case Fetch.Result.Failed failed -> failed(place, before, failed.why(), now);
        };
    metrics
        .counter(
            name(
                "weft_trust_bundle_fetches_total",
                place,
                new Label("result", after.failure().isEmpty() ? "success" : "failure")))
        .increment();
    after
        .good()
        .ifPresent(at ->
            metrics
                .gauge(name("weft_trust_bundle_last_success_timestamp", place))
                .set(at.getEpochSecond()));
    lock.lock();
    try {
      states.put(place, after);
    } finally {
      lock.unlock();
    }
  }

  private Status took(Trust.Place place, Fetch.Result.Good good, Instant now) {
    Duration wait = good.refreshHint().orElse(USUAL);
    wait = wait.compareTo(SHORTEST) < 0 ? SHORTEST : wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    try {
      kept.fetched(worlds.world().mesh().rootNamespace(), place, good.roots());
      return new Status(Optional.of(now), "", 0, good.sequence(), now.plus(wait));
    } catch (IOException unwritable) {
      return failed(place, state(place), "it cannot be kept: " + unwritable.getMessage(), now);
    }
  }

  private Status failed(Trust.Place place, Status before, String why, Instant now) {
    int failures = before.failures() + 1;
    Duration wait = Duration.ofSeconds(1L << Math.min(failures - 1, 6));
    wait = wait.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : wait;
    if (!why.equals(before.failure())) {
      log.println(
          "the bundle of trust domain "
              + place.trustDomain()
              + " cannot be had from "
              + place.endpoint().url()
              + ": "
              + why
              + (before.good().isPresent() ? "; the last good one stays" : "")
              + "; check the endpoint, its profile and the roots in "
              + place.name());
    }
    return new Status(before.good(), why, failures, before.sequence(), now.plus(wait));
  }

  /// The roots of the place's domain: those written beside it, and those fetched before.
  private List<X509Certificate> believed(Trust.Place place) {
    Set<String> texts = new LinkedHashSet<>(place.first());
    texts.addAll(
        worlds
            .world()
            .configuration()
            .trust()
            .roots()
            .getOrDefault(place.trustDomain(), List.of()));
    List<X509Certificate> all = new ArrayList<>();
    for (String text : texts) {
      if (RootCertificates.ofPem(text) instanceof Checked.Valid<List<X509Certificate>> good) {
        all.addAll(good.value());
      }
    }
    return all;
  }

  /// How a place does.
  public Status state(Trust.Place place) {
    lock.lock();
    try {
      return states.getOrDefault(place, new Status(Optional.empty(), "", 0, 0, Instant.EPOCH));
    } finally {
      lock.unlock();
    }
  }

  private void forget(List<Trust.Place> places) {
    lock.lock();
    try {
      states.keySet().retainAll(Set.copyOf(places));
    } finally {
      lock.unlock();
    }
    try {
      kept.keepOnly(places);
    } catch (IOException stuck) {
      log.println("a bundle that is believed no more cannot be removed: " + stuck);
    }
  }

  /// Waits until something is due or the world has changed; false when it is to end.
  private boolean await(Trust seen) {
    lock.lock();
    try {
      while (!stopped && worlds.world().configuration().trust() == seen) {
        Optional<Instant> next =
            states.values().stream().map(Status::due).min(java.util.Comparator.naturalOrder());
        if (next.isEmpty()) {
          woken.await();
        } else {
          Duration wait = Duration.between(clock.instant(), next.get());
          if (wait.isNegative() || wait.isZero()) {
            return true;
          }
          if (!woken.await(wait.toMillis() + 1, TimeUnit.MILLISECONDS)) {
            return !stopped;
          }
        }
      }
      return !stopped;
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  private static Name name(String family, Trust.Place place, Label... more) {
    Label[] all = new Label[more.length + 1];
    all[0] = new Label("trust_domain", place.trustDomain());
    System.arraycopy(more, 0, all, 1, more.length);
    return dev.weft.controlplane.fleet.FleetMetrics.name(family, all);
  }

  @Override
  public void close() {
    lock.lock();
    try {
      stopped = true;
      woken.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
