package dev.weft.cli.run;

import dev.weft.cli.mesh.Member;
import dev.weft.cli.mesh.MeshPorts;
import dev.weft.cli.mesh.MeshRecord;
import dev.weft.cli.mesh.Registered;
import dev.weft.cli.mesh.RunDirectory;
import dev.weft.host.file.PrivateFiles;
import dev.weft.host.process.Lifetime;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Knows how every member is, tells the control plane which of them can take traffic, and keeps the
/// record of the run up to date.
final class Household {
  /// How one half of a member is.
  enum Condition {
    STARTING,
    RUNNING,
    READY,
    DOWN,
    /// There is none, as with the application of a gateway.
    ABSENT;

    @Override
    public String toString() {
      return this == ABSENT ? "-" : name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  private record State(Condition app, Condition proxy, int restarts, long pid) {
    boolean ready() {
      return proxy == Condition.READY && (app == Condition.READY || app == Condition.ABSENT);
    }
  }

  private final RunDirectory run;
  private final DataPlane dataPlane;
  private final MeshPorts ports;
  private final Map<Integer, Integer> gatewayPorts;
  private final Map<Member, State> states = new LinkedHashMap<>();
  private State controlPlane = new State(Condition.STARTING, Condition.ABSENT, 0, 0);
  private List<String> screen = List.of();
  private String published = "";
  private Optional<String> unwritten = Optional.empty();
  private boolean closed;

  /// @param gatewayPorts see [Registered#yaml]
  Household(
      RunDirectory run,
      DataPlane dataPlane,
      MeshPorts ports,
      List<Member> members,
      Map<Integer, Integer> gatewayPorts) {
    this.run = run;
    this.dataPlane = dataPlane;
    this.ports = ports;
    this.gatewayPorts = Map.copyOf(gatewayPorts);
    for (Member member : members) {
      states.put(
          member,
          new State(
              member.gateway() ? Condition.ABSENT : Condition.STARTING, Condition.STARTING, 0, 0));
    }
  }

  /// The state of an application; `pid` 0 leaves the known one.
  synchronized void app(Member member, Condition condition, long pid) {
    State old = states.get(member);
    if (old != null && (old.app() != condition || pid != 0)) {
      int restarts = old.restarts() + (condition == Condition.DOWN ? 1 : 0);
      states.put(member, new State(condition, old.proxy(), restarts, pid == 0 ? old.pid() : pid));
      publish();
    }
  }

  synchronized void proxy(Member member, Condition condition) {
    State old = states.get(member);
    if (old != null && old.proxy() != condition) {
      states.put(member, new State(old.app(), condition, old.restarts(), old.pid()));
      publish();
    }
  }

  /// The state of the control plane; `pid` 0 leaves the known one.
  synchronized void controlPlane(Condition condition, long pid) {
    State old = controlPlane;
    if (old.app() != condition || pid != 0) {
      int restarts = old.restarts() + (condition == Condition.DOWN ? 1 : 0);
      controlPlane = new State(condition, Condition.ABSENT, restarts, pid == 0 ? old.pid() : pid);
      publish();
    }
  }

  synchronized Condition controlPlane() {
    return controlPlane.app();
  }

  synchronized boolean ready(Member member) {
    State state = states.get(member);
    return state != null && state.ready();
  }

  synchronized Condition app(Member member) {
    State state = states.get(member);
    return state == null ? Condition.DOWN : state.app();
  }

  synchronized Condition proxy(Member member) {
    State state = states.get(member);
    return state == null ? Condition.DOWN : state.proxy();
  }

  /// The mesh has come up; what the user was told is kept for `weft status`.
  synchronized void arrived(List<String> told) {
    screen = List.copyOf(told);
    publish();
  }

  /// Nothing is written down from now on.
  synchronized void close() {
    closed = true;
  }

  /// Writes down what is ready, for the control plane and for commands that ask.
  synchronized void publish() {
    if (closed) {
      return;
    }
    List<Member> ready = states.keySet().stream().filter(member -> ready(member)).toList();
    String text = Registered.yaml(ready, gatewayPorts);
    try {
      if (!text.equals(published)) {
        PrivateFiles.write(run.resources().resolve("members.yaml"), text);
        published = text;
      }
      record().write(run);
      unwritten = Optional.empty();
    } catch (IOException failed) {
      // What was written last stands; the watch has this tried again.
      unwritten = Optional.of("cannot write to " + run.root() + ": " + Failure.words(failed));
    }
  }

  /// Tries again to write down what could not be written.
  ///
  /// @return why it still cannot be; empty when all is written
  synchronized Optional<String> retry() {
    if (unwritten.isPresent()) {
      publish();
    }
    return unwritten;
  }

  private MeshRecord record() {
    List<MeshRecord.Part> parts = new ArrayList<>();
    parts.add(
        new MeshRecord.Part(
            "control-plane",
            "control-plane",
            "istio-system",
            "control-plane",
            "127.0.0.1",
            "",
            controlPlane.app().toString(),
            "-",
            controlPlane.restarts(),
            controlPlane.pid()));
    boolean all = controlPlane.app() == Condition.READY;
    for (Map.Entry<Member, State> entry : states.entrySet()) {
      Member member = entry.getKey();
      State state = entry.getValue();
      all &= state.ready();
      parts.add(
          new MeshRecord.Part(
              member.name(),
              member.workload(),
              member.namespace(),
              member.gateway() ? "gateway" : "workload",
              member.addresses().workload(),
              member.addresses().outbound(),
              state.app().toString(),
              state.proxy().toString(),
              state.restarts(),
              state.pid()));
    }
    ProcessHandle self = ProcessHandle.current();
    long started = Lifetime.began(self);
    String state = screen.isEmpty() ? "starting" : all ? "ready" : "degraded";
    return new MeshRecord(self.pid(), started, dataPlane.toString(), state, ports, parts, screen);
  }
}
