package dev.weft.cli.life;

import dev.weft.cli.session.MeshChoice;
import dev.weft.cli.session.Session;
import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import dev.weft.host.process.Ended;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `weft down`.
@Command(name = "down", description = "End a running mesh, and return when nothing of it is left.")
public final class DownCommand implements Callable<Integer> {
  /// A runner that has not ended by then is killed; its children end with it.
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /// How long what a killed runner started may take to end.
  private static final Duration KILL_PATIENCE = Duration.ofSeconds(20);

  private final Session session;

  @Mixin private MeshChoice choice = new MeshChoice();

  @Parameters(arity = "0..1", paramLabel = "DIR", description = "The same as -C DIR")
  private String directory = "";

  public DownCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    choice.named(directory);
    MeshChoice.Chosen mesh = choice.running(session);
    long pid = mesh.record().pid();
    ProcessHandle runner =
        ProcessHandle.of(pid)
            .orElseThrow(() -> Refusal.because(Exit.NOT_RUNNING, "it has just ended by itself"));
    List<ProcessHandle> children = runner.descendants().toList();
    if (!runner.destroy()) {
      throw Refusal.because(
          Exit.FAILED, "process " + pid + " belongs to somebody else; it goes on");
    }
    if (!Ended.within(PATIENCE, List.of(runner))) {
      runner.destroyForcibly();
      session.terminal().line("Process " + pid + " did not end by itself and was killed.");
    }
    List<ProcessHandle> all = new ArrayList<>(children);
    all.add(runner);
    if (!Ended.within(KILL_PATIENCE, all)) {
      throw Refusal.because(
          Exit.TIMED_OUT,
          "still ending: "
              + all.stream().filter(ProcessHandle::isAlive).map(ProcessHandle::pid).toList());
    }
    try {
      mesh.run().clear();
    } catch (IOException failed) {
      throw Refusal.because(
          Exit.FAILED, "cannot clean up " + mesh.run().root() + ": " + failed.getMessage());
    }
    session.terminal().line("The mesh of " + mesh.run().served() + " has ended.");
    return Exit.OK.status();
  }
}
