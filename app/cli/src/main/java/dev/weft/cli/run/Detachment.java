package dev.weft.cli.run;

import dev.weft.cli.mesh.MeshRecord;
import dev.weft.cli.mesh.RunDirectory;
import dev.weft.host.Environment;
import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import dev.weft.host.file.PrivateFiles;
import dev.weft.host.process.OwnCommand;
import dev.weft.host.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Runs `weft up` in a session of its own, and returns when the mesh is ready.
public final class Detachment {
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private final Request request;
  private final RunDirectory run;
  private final Environment environment;
  private final Terminal terminal;

  public Detachment(Request request, Environment environment, Terminal terminal) {
    this.request = request;
    this.environment = environment;
    this.terminal = terminal;
    run = new RunDirectory(request.directory());
  }

  /// @param words the command line of the mesh in the background, `up` first
  /// @throws Refusal when it did not start
  public Exit start(List<String> words) {
    try {
      // Not in the run directory, which the mesh makes anew.
      Path output = run.served().resolve(".weft").resolve("up.log");
      if (!Files.isDirectory(run.served())) {
        throw Refusal.because(Exit.REFUSED, "there is no directory " + run.served());
      }
      MeshRecord.of(run)
          .ifPresent(mesh -> {
            throw Tenure.taken(request.shown(), mesh.pid());
          });
      PrivateFiles.empty(output);
      List<String> command = new ArrayList<>(List.of("setsid"));
      command.addAll(OwnCommand.of(words));
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(environment.workingDirectory().toFile())
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectErrorStream(true)
              .redirectOutput(output.toFile());
      builder.environment().putAll(OwnCommand.variables());
      return await(builder.start(), output);
    } catch (IOException failed) {
      throw Refusal.because(Exit.FAILED, "cannot start in the background: " + failed.getMessage());
    }
  }

  private Exit await(Process process, Path output) throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      Optional<MeshRecord> record = MeshRecord.of(run).filter(mesh -> mesh.pid() == process.pid());
      if (record.isPresent() && !record.get().state().equals("starting")) {
        record.get().screen().forEach(terminal::line);
        return record.get().ready() ? Exit.OK : Exit.TIMED_OUT;
      }
      if (ended(process)) {
        Files.readAllLines(output).forEach(terminal::line);
        return Exit.of(process.exitValue());
      }
      record.ifPresent(mesh -> terminal.passing("starting " + request.shown()));
    }
    throw Refusal.because(
        Exit.TIMED_OUT,
        "not up after " + PATIENCE.toSeconds() + " s; it goes on in the background, see " + output);
  }

  private static boolean ended(Process process) {
    try {
      return process.waitFor(100, TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
