package dev.weft.lab.command;

import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import dev.weft.host.process.Ended;
import dev.weft.host.terminal.Terminal;
import dev.weft.lab.live.LabHome;
import dev.weft.lab.live.LabRecord;
import dev.weft.lab.machine.Machine;
import dev.weft.lab.machine.Mounts;
import dev.weft.linux.namespace.Namespace;
import java.time.Duration;
import java.util.List;

/// Removes what there is of a lab, whatever state it is in.
final class Removal {
  private static final Duration GENTLE = Duration.ofSeconds(20);
  private static final Duration FORCED = Duration.ofSeconds(10);

  private final LabHome home;
  private final Terminal terminal;

  Removal(LabHome home, Terminal terminal) {
    this.home = home;
    this.terminal = terminal;
  }

  void remove() {
    LabRecord.of(home)
        .flatMap(LabRecord::supervisor)
        .ifPresent(supervisor -> {
          terminal.passing("ending the lab's processes");
          supervisor.destroy();
          if (!Ended.within(GENTLE, List.of(supervisor))) {
            supervisor.destroyForcibly();
          }
        });
    List<Namespace> namespaces = Machine.left(home.name());
    List<ProcessHandle> processes =
        namespaces.stream()
            .flatMap(namespace -> namespace.processes().stream())
            .flatMap(pid -> ProcessHandle.of(pid).stream())
            .toList();
    processes.forEach(ProcessHandle::destroyForcibly);
    if (!Ended.within(FORCED, processes)) {
      throw Refusal.because(
          Exit.TIMED_OUT,
          "still ending: "
              + processes.stream().filter(ProcessHandle::isAlive).map(ProcessHandle::pid).toList());
    }
    namespaces.forEach(namespace -> {
      terminal.passing("removing " + namespace);
      namespace.delete();
    });
    Mounts.removeBelow(home.runtime());
    home.clear();
  }
}
