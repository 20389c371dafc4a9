package dev.weft.lab.live;

import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import dev.weft.lab.plan.Manifests;
import dev.weft.lab.plan.Pod;
import dev.weft.lab.topology.Program;
import dev.weft.linux.command.Commands;
import dev.weft.linux.namespace.Namespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One pod from its start to its end. The proxy starts before the program and ends after it.
final class PodLife {
  private static final Duration PATIENCE = Duration.ofSeconds(180);

  private final Pod pod;
  private final Api api;
  private final Optional<Part> agent;
  private final Optional<Part> program;
  private final Runnable capture;
  private boolean ready;

  /// @param capture makes the rules that lead the pod's traffic through its proxy
  PodLife(Pod pod, Api api, Optional<Part> agent, Optional<Part> program, Runnable capture) {
    this.pod = pod;
    this.api = api;
    this.agent = agent;
    this.program = program;
    this.capture = capture;
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
    agent.ifPresent(Part::start);
    if (agent.isPresent()) {
      Wait.until("the proxy of " + pod.id(), PATIENCE, () -> proxyReady());
    }
    program.ifPresent(Part::start);
    if (program.isPresent()) {
      Wait.until("the program of " + pod.id(), PATIENCE, this::listening);
    }
    publish(true);
  }

  /// Whether everything of it runs.
  boolean well() {
    return parts().stream().allMatch(Part::alive)
        && (agent.isEmpty() || proxyReady())
        && listening();
  }

  private boolean proxyReady() {
    return Commands.attempt(
            new Namespace(pod.namespace())
                .words(
                    List.of(
                        "curl",
                        "-fsS",
                        "-m",
                        "2",
                        "-o",
                        "/dev/null",
                        "http://127.0.0.1:15020/healthz/ready")),
            "")
        .ok();
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

  /// After a fault: waits in the background until it is well again, and says so.
  void recover() {
    Thread.ofVirtual()
        .name("recover-" + pod.id())
        .start(() -> {
          Wait.until("pod " + pod.id(), PATIENCE, this::well);
          publish(true);
        });
  }

  boolean ready() {
    return ready;
  }

  void stop() {
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
