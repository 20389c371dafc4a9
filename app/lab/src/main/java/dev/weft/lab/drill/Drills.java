package dev.weft.lab.drill;

import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import dev.weft.lab.check.Caller;
import dev.weft.lab.check.Outcome;
import dev.weft.lab.plan.Layout;
import dev.weft.lab.plan.Pod;
import dev.weft.lab.topology.Drill;
import dev.weft.lab.topology.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/// Runs the drills of a lab.
public final class Drills {
  /// Calls a second. Each is a process of its own, which a small machine has to bear.
  private static final int RATE = 10;

  /// A call that takes longer has failed.
  private static final Duration LONGEST_CALL = Duration.ofSeconds(3);

  /// As many calls that succeed one after the other show that all is well.
  private static final int WELL = 20;

  /// How long a lab may take until all is well before a drill.
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Layout layout;
  private final Function<Target.Placeholder, String> addresses;
  private final Consumer<List<String>> faults;

  /// @param addresses what placeholders stand for
  /// @param faults takes the words of `weft lab fault`
  public Drills(
      Layout layout,
      Function<Target.Placeholder, String> addresses,
      Consumer<List<String>> faults) {
    this.layout = layout;
    this.addresses = addresses;
    this.faults = faults;
  }

  /// Runs one, and mends everything after it, whatever came of it.
  public Report run(Drill drill) {
    Pod pod = layout.pod(drill.from()).orElseThrow();
    String url = Target.resolve(drill.call(), addresses);
    try {
      faults.accept(List.of("wait"));
      settle(drill, pod, url);
      return under(drill, pod, url);
    } finally {
      faults.accept(List.of("heal"));
    }
  }

  private static Outcome call(Pod pod, String url) {
    return Caller.call(pod, Caller.Request.get(url), LONGEST_CALL);
  }

  /// A drill begins where nothing fails.
  private static void settle(Drill drill, Pod pod, String url) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    int well = 0;
    String last = "";
    while (well < WELL) {
      Outcome outcome = call(pod, url);
      well = outcome.good() ? well + 1 : 0;
      last = outcome.words();
      if (System.nanoTime() > end) {
        throw Refusal.because(
            Exit.FAILED,
            "drill '"
                + drill.name()
                + "' cannot begin: calls of "
                + drill.from()
                + " to "
                + drill.call()
                + " fail before anything is broken: "
                + last);
      }
    }
  }

  private Report under(Drill drill, Pod pod, String url) {
    ConcurrentLinkedQueue<Started> all = new ConcurrentLinkedQueue<>();
    long fault;
    long healed;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        ScheduledExecutorService beat = Executors.newSingleThreadScheduledExecutor()) {
      beat.scheduleAtFixedRate(
          () -> threads.execute(() -> all.add(started(pod, url))),
          0,
          1_000_000_000L / RATE,
          TimeUnit.NANOSECONDS);
      pass(Duration.ofSeconds(1), beat);
      faults.accept(drill.fault());
      fault = System.nanoTime();
      pass(drill.during(), beat);
      healed = System.nanoTime();
      faults.accept(List.of("heal"));
      // Calls that others answer succeed before what was broken is there again.
      faults.accept(List.of("wait"));
      watch(all, System.nanoTime(), drill.recovery(), beat);
      beat.shutdownNow();
    }
    List<Sample> samples = new ArrayList<>();
    for (Started one : all) {
      samples.add(
          new Sample((one.at() - fault) / 1_000_000, one.outcome().good(), words(one.outcome())));
    }
    samples.sort(java.util.Comparator.comparingLong(Sample::began));
    return Verdict.of(drill, samples, (healed - fault) / 1_000_000);
  }

  private record Started(long at, Outcome outcome) {}

  private static Started started(Pod pod, String url) {
    long at = System.nanoTime();
    return new Started(at, call(pod, url));
  }

  private static String words(Outcome outcome) {
    return outcome
        .reason()
        .map(reason -> reason + (outcome.words().isEmpty() ? "" : " (" + outcome.words() + ")"))
        .orElse("");
  }

  /// Until as many calls as show that all is well have succeeded, or it has taken too long.
  private static void watch(
      ConcurrentLinkedQueue<Started> all,
      long whole,
      Duration recovery,
      ScheduledExecutorService beat) {
    long end = whole + recovery.plusSeconds(5).toNanos();
    while (System.nanoTime() < end) {
      List<Started> after =
          all.stream()
              .filter(one -> one.at() > whole)
              .sorted(java.util.Comparator.comparingLong(Started::at))
              .toList();
      long good = after.reversed().stream().takeWhile(one -> one.outcome().good()).count();
      if (good >= WELL) {
        return;
      }
      pass(Duration.ofMillis(200), beat);
    }
  }

  /// Lets time pass on the clock that makes the calls.
  private static void pass(Duration time, ScheduledExecutorService beat) {
    try {
      beat.schedule(() -> {}, time.toNanos(), TimeUnit.NANOSECONDS).get();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw Refusal.because(Exit.INTERRUPTED, "interrupted during a drill");
    } catch (java.util.concurrent.ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// What the drills of a lab are called.
  public static List<String> names(Layout layout) {
    return layout.lab().drills().stream().map(Drill::name).toList();
  }
}
