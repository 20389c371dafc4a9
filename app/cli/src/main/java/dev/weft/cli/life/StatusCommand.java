package dev.weft.cli.life;

import dev.weft.cli.inspect.ConfigDump;
import dev.weft.cli.inspect.Http;
import dev.weft.cli.mesh.MeshRecord;
import dev.weft.cli.mesh.RunDirectory;
import dev.weft.cli.session.MeshChoice;
import dev.weft.cli.session.Printing;
import dev.weft.cli.session.Session;
import dev.weft.host.Environment;
import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import dev.weft.host.terminal.Format;
import dev.weft.host.terminal.Ink;
import dev.weft.host.terminal.Table;
import dev.weft.host.terminal.Terminal;
import dev.weft.model.Severity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `weft status`.
@Command(
    name = "status",
    description = {
      "Show what runs and how it is.",
      "",
      "Errors in its files are told with file, line and column; the mesh goes on with what it had.",
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
    broken(mesh);
    return (mesh.ready() ? Exit.OK : Exit.FAILED).status();
  }

  /// Tells what the control plane could not take: after a table beside it, else apart from what
  /// programs read.
  private void broken(MeshRecord mesh) {
    boolean table = printing.format() == Format.TABLE;
    Environment environment = session.environment();
    Terminal terminal =
        table ? session.terminal() : Terminal.of(environment.log(), environment.variables());
    String where = "http://127.0.0.1:" + mesh.ports().monitoring() + "/api/v1/problems";
    List<String> errors = new ArrayList<>();
    try {
      for (JsonNode problem : ConfigDump.json(Http.get("the control plane", where))) {
        if (problem.path("severity").asString("").equals(Severity.ERROR.name())) {
          errors.add(problem.path("text").asString(""));
        }
      }
    } catch (Refusal silent) {
      terminal.line("Whether its files have errors is not known: " + silent.getMessage());
      return;
    }
    if (!errors.isEmpty()) {
      terminal.line(
          (errors.size() == 1 ? "It has an error" : "It has " + errors.size() + " errors")
              + " in its resources, and goes on with what it had:");
      errors.forEach(error -> terminal.line("  " + terminal.paint(Ink.RED, error)));
    }
  }
}
