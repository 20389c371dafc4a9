package dev.weft.cli.life;

import dev.weft.cli.mesh.MeshRecord;
import dev.weft.cli.mesh.RunDirectory;
import dev.weft.cli.session.MeshChoice;
import dev.weft.cli.session.Printing;
import dev.weft.cli.session.Session;
import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import dev.weft.host.terminal.Format;
import dev.weft.host.terminal.Table;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `weft status`.
@Command(
    name = "status",
    description = {
      "Show what runs and how it is.",
      "",
      "Ends with 0 when everything is ready, 1 when something is not, 4 when nothing runs."
    })
public final class StatusCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private MeshChoice choice = new MeshChoice();

  @Parameters(arity = "0..1", paramLabel = "DIR", description = "The same as -C DIR")
  private String directory = "";

  @Mixin private Printing printing = new Printing();

  @Option(
      names = "--wait",
      arity = "0..1",
      paramLabel = "SECONDS",
      fallbackValue = "60",
      defaultValue = "0",
      description = "Wait until everything is ready, for at most so long (60 when not given)")
  private int seconds;

  public StatusCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    choice.named(directory);
    RunDirectory run = choice.run(session);
    long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
    Optional<MeshRecord> record = MeshRecord.of(run);
    while (record.map(mesh -> !mesh.ready()).orElse(true) && System.nanoTime() < end) {
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
      record = MeshRecord.of(run);
    }
    MeshRecord mesh = record.orElseGet(() -> choice.running(session).record());
    Table table =
        new Table("NAME", "NAMESPACE", "KIND", "ADDRESS", "APP", "PROXY", "RESTARTS", "PID");
    for (MeshRecord.Part part : mesh.parts()) {
      table.row(
          part.name(),
          part.namespace(),
          part.kind(),
          part.address(),
          part.app(),
          part.proxy(),
          String.valueOf(part.restarts()),
          part.pid() == 0 ? "-" : String.valueOf(part.pid()));
    }
    session.print(table.print(printing.format()));
    if (!mesh.ready() && seconds > 0) {
      throw Refusal.because(
          Exit.TIMED_OUT, "the mesh is " + mesh.state() + " after " + seconds + " s");
    }
    if (printing.format() == Format.TABLE) {
      session.print("\nThe mesh of " + run.served() + " is " + mesh.state() + ".\n");
    }
    return (mesh.ready() ? Exit.OK : Exit.FAILED).status();
  }
}
