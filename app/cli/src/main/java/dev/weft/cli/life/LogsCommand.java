package dev.weft.cli.life;

import dev.weft.cli.mesh.MeshRecord;
import dev.weft.cli.mesh.RunDirectory;
import dev.weft.cli.run.LogReader;
import dev.weft.cli.session.MeshChoice;
import dev.weft.cli.session.Session;
import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `weft logs`.
@Command(
    name = "logs",
    description = {
      "Print the logs of all workloads, or of one.",
      "",
      "The files stay in .weft/run/logs of the directory after the mesh has ended."
    })
public final class LogsCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private MeshChoice choice = new MeshChoice();

  @Parameters(arity = "0..1", paramLabel = "WORKLOAD", description = "Only of this one")
  private String workload = "";

  @Option(
      names = {"-f", "--follow"},
      description = "Go on printing what comes, until Ctrl-C or until the mesh ends")
  private boolean follow;

  @Option(
      names = "--proxy",
      description = "The log of the proxy and its agent instead of the application's")
  private boolean proxy;

  @Option(names = "--access", description = "The access log of the proxy instead")
  private boolean access;

  public LogsCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    RunDirectory run = choice.run(session);
    if (!Files.isDirectory(run.logs())) {
      throw Refusal.because(Exit.NOT_RUNNING, "nothing has run from " + run.served() + " yet");
    }
    Map<String, Path> files = new LinkedHashMap<>();
    Optional<MeshRecord> record = MeshRecord.of(run);
    if (workload.isEmpty()) {
      LogReader.names(run, suffix()).forEach(name -> files.put(name, file(run, name)));
    } else {
      String name =
          record.flatMap(mesh -> mesh.part(workload)).map(MeshRecord.Part::name).orElse(workload);
      if (!Files.exists(file(run, name))) {
        throw Refusal.because(
            Exit.REFUSED,
            "there is no log of '"
                + workload
                + "'; there are those of "
                + String.join(", ", LogReader.names(run, suffix())));
      }
      files.put(name, file(run, name));
    }
    new LogReader(files, session.terminal()).print(() -> follow && MeshRecord.of(run).isPresent());
    return Exit.OK.status();
  }

  private String suffix() {
    return access ? ".access.log" : proxy ? ".proxy.log" : ".log";
  }

  private Path file(RunDirectory run, String name) {
    return run.logs().resolve(name + suffix());
  }
}
