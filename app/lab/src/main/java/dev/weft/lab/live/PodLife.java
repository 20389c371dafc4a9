package dev.weft.lab.live;

import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import dev.weft.lab.plan.Manifests;
import dev.weft.lab.plan.Pod;
import dev.weft.lab.topology.Program;
import dev.weft.linux.command.Commands;
import dev.weft.linux.command.LinuxFailure;
import dev.weft.linux.namespace.Namespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// One pod from its start to its end. The proxy starts before the program and ends after it.
final class PodLife {
  private static final Duration PATIENCE = Duration.ofSeconds(180);
  static final Duration LIFE_OF_TOKEN = Duration.ofHours(12);
  private static final Duration GLANCE = Duration.ofMillis(250);
  private static final Duration AGAIN = Duration.ofSeconds(2);

  /// How often a pod that takes traffic is asked whether it still can, and how often in a row it
  /// has to say no: a proxy may be dead, or silent, beside an agent that lives.
  private static final Duration LOOK = Duration.ofSeconds(5);

  private static final int MISSES = 3;

  private final Pod pod;
  private final Api api;
  private final Optional<Part> agent;
  private final Optional<Part> program;
  private final Runnable capture;
  private final Events events;
  private final Semaphore news = new Semaphore(0);
  private volatile boolean stopping;
  private volatile boolean ready;
  private volatile boolean withheld;
  private volatile String unready = "it has not been asked yet";

  /// What runs in a pod; a pod outside the mesh has no agent, one that is called from no program.
  record Processes(Optional<Part> agent, Optional<Part> program) {}

  /// @param capture makes the rules that lead the pod's traffic through its proxy
  PodLife(Pod pod, Api api, Processes processes, Runnable capture, Events events) {
    this.pod = pod;
    this.api = api;
    this.agent = processes.agent();
    this.program = processes.program();
    this.capture = capture;
    this.events = events;
  }

  Pod pod() {
    return pod;
  }

  /// The processes, in the order of their start.
  List<Part> parts() {
    List<Part> parts = new ArrayList<>();
    agent.ifPresent(parts::add);
    program.ifPresent(parts::add);
    return parts;
  }

  /// Starts it, and returns when it can take traffic.
  void start() {
    publish(false);
    capture.run();
    agent.ifPresent(part -> begin(part, "the proxy of " + pod.id(), this::proxyReady));
    program.ifPresent(part -> begin(part, "the program of " + pod.id(), this::listening));
    publish(true);
    Thread.ofVirtual().name("tend-" + pod.id()).start(this::tend);
  }

  /// Starts it, and leaves it to itself: one that its lab's file hinders may never be ready.
  void startHindered() {
    publish(false);
    capture.run();
    for (Part part : parts()) {
      part.whenEnded(news::release);
      part.start();
    }
    news.release();
    Thread.ofVirtual().name("tend-" + pod.id()).start(this::tend);
  }

  private void begin(Part part, String what, BooleanSupplier serves) {
    part.start();
    try {
      Wait.until(what, PATIENCE, serves, part::hopeless);
    } catch (Refusal late) {
      throw late.exit() == Exit.TIMED_OUT && agent.filter(part::equals).isPresent()
          ? Refusal.because(Exit.TIMED_OUT, late.getMessage() + "; its agent says: " + unready)
          : late;
    }
    part.whenEnded(news::release);
  }

  /// Takes the pod out of its Services when a process of it has ended, and in again when all serve.
  private void tend() {
    while (heard()) {
      try {
        publish(false);
        while ((withheld || !well()) && !stopping) {
          LockSupport.parkNanos(GLANCE.toNanos());
        }
        if (!stopping) {
          news.drainPermits();
          publish(true);
        }
      } catch (Refusal | LinuxFailure failed) {
        // What is not told now is told at the next end or by the next look.
        events.say("pod " + pod.id() + ": " + failed.getMessage());
        news.release();
        LockSupport.parkNanos(AGAIN.toNanos());
      }
    }
  }

  /// Waits until a process has ended, or the agent says again and again that its proxy does not
  /// serve.
  private boolean heard() {
    try {
      int misses = 0;
      while (misses < MISSES && !news.tryAcquire(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
        boolean serves = !ready || agent.isEmpty() || proxyReady();
        misses = serves ? 0 : misses + 1;
      }
      if (misses == MISSES && !stopping) {
        events.say("pod " + pod.id() + " is out of its Services; its agent says: " + unready);
      }
      return !stopping;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// Whether everything of it runs.
  boolean well() {
    return parts().stream().allMatch(Part::alive)
        && (agent.isEmpty() || proxyReady())
        && listening();
  }

  /// The agent, if it has one.
  Optional<Part> agent() {
    return agent;
  }

  /// A fresh token of its service account, for the certificate authority.
  String token() {
    return api.token(pod.kind().namespace(), pod.kind().account(), LIFE_OF_TOKEN);
  }

  /// Takes it out of its Services, whatever becomes of it, until it is to recover.
  void withhold() {
    withheld = true;
    publish(false);
  }

  /// Whether the cluster was told that it takes traffic.
  boolean ready() {
    return ready;
  }

  /// Why it takes no traffic.
  String ailment() {
    return "pod "
        + pod.id()
        + " takes no traffic: "
        + (agent.isPresent() && !proxyReady()
            ? "its agent says: " + unready
            : "its program does not serve, or has only just begun to");
  }

  /// Asks the agent, and keeps what it says. It waits two seconds itself for a proxy that is
  /// silent.
  boolean proxyReady() {
    Commands.Outcome asked =
        Commands.attempt(
            new Namespace(pod.namespace())
                .words(
                    List.of(
                        "curl",
                        "--fail-with-body",
                        "-sS",
                        "-m",
                        "3",
                        "http://127.0.0.1:15020/healthz/ready")),
            "");
    unready = (asked.out().isBlank() ? asked.error() : asked.out()).strip();
    return asked.ok();
  }

  private boolean listening() {
    return listens(pod.namespace(), pod.task().ports());
  }

  /// Whether all of some ports are listened on in a namespace.
  static boolean listens(String namespace, List<Integer> ports) {
    if (ports.isEmpty()) {
      return true;
    }
    String sockets =
        Commands.attempt(new Namespace(namespace).words(List.of("ss", "-Hltn")), "").out();
    return ports.stream().allMatch(port -> sockets.contains(":" + port + " "));
  }

  /// Tells the cluster how it is.
  void publish(boolean now) {
    api.apply(Manifests.pod(pod, now));
    ready = now;
  }

  /// After a fault: looks in the background whether it is well again.
  void recover() {
    ready = false;
    withheld = false;
    news.release();
  }

  void stop() {
    stopping = true;
    news.release();
    program.ifPresent(Part::stop);
    agent.ifPresent(Part::stop);
  }

  /// The command of a pod's program; empty for a pod that is only called from.
  static Optional<List<String>> command(Pod pod, Path programs) {
    if (!pod.task().command().isEmpty()) {
      return Optional.of(pod.task().command());
    }
    return pod.task()
        .program()
        .filter(program -> program != Program.CALLER)
        .map(program ->
            List.of(
                "/usr/bin/python3",
                programs.resolve(program == Program.ECHO ? "echo.py" : "greeter.py").toString(),
                "" + pod.task().ports().getFirst()));
  }

  /// Gives a file to the user of the proxies alone.
  static void give(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
      for (Path each : List.of(file.getParent(), file)) {
        Files.setAttribute(each, "unix:uid", Site.PROXY_USER);
        Files.setAttribute(each, "unix:gid", Site.PROXY_USER);
      }
      Files.setPosixFilePermissions(
          file, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
    } catch (IOException unwritable) {
      throw Refusal.because(Exit.FAILED, "cannot write " + file + ": " + unwritable.getMessage());
    }
  }
}
