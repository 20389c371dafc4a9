package dev.weft.cli.session;

import dev.weft.cli.mesh.MeshRecord;
import dev.weft.cli.mesh.RunDirectory;
import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import dev.weft.host.process.OwnCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/// The option `-C` of every command that asks a running mesh.
public final class MeshChoice {
  @Option(
      names = {"-C", "--mesh"},
      paramLabel = "DIR",
      description =
          "The directory that the mesh was started with (default: the one around the working"
              + " directory in which a mesh runs or ran, else the example)")
  private String directory = "";

  /// The same choice made by a word of the command line, for commands that have no other.
  public void named(String word) {
    if (!word.isEmpty()) {
      directory = word;
    }
  }

  /// A running mesh and where it keeps its files.
  public record Chosen(RunDirectory run, MeshRecord record) {
    /// The workload or gateway of a name.
    ///
    /// @throws Refusal when there is none, with the names there are
    public MeshRecord.Part part(String name) {
      return record
          .part(name)
          .filter(MeshRecord.Part::proxied)
          .orElseThrow(() ->
              Refusal.because(
                  Exit.REFUSED,
                  "there is no workload '"
                      + name
                      + "'; there are "
                      + String.join(
                          ", ",
                          record.parts().stream()
                              .filter(MeshRecord.Part::proxied)
                              .map(MeshRecord.Part::name)
                              .toList())));
    }
  }

  /// The directory that is meant, whether or not a mesh runs from it.
  public RunDirectory run(Session session) {
    Path working = session.environment().workingDirectory();
    if (!directory.isEmpty()) {
      return new RunDirectory(session.environment().path(directory));
    }
    for (Path at = working; at != null; at = at.getParent()) {
      RunDirectory run = new RunDirectory(at);
      // Where one ran and has ended, its commands must not act upon another.
      if (Files.exists(run.record()) || Files.exists(run.lock())) {
        return run;
      }
    }
    return new RunDirectory(session.example());
  }

  /// The running mesh that is meant.
  ///
  /// @throws Refusal with [Exit#NOT_RUNNING] when none runs
  public Chosen running(Session session) {
    RunDirectory run = run(session);
    if (!Files.isDirectory(run.served())) {
      throw Refusal.because(Exit.NOT_RUNNING, "there is no directory " + run.served());
    }
    Optional<MeshRecord> record = MeshRecord.of(run);
    return new Chosen(
        run,
        record.orElseThrow(() ->
            Refusal.because(
                Exit.NOT_RUNNING,
                "no mesh runs from "
                    + run.served()
                    + "; start it with '"
                    + OwnCommand.called()
                    + " up', or name another directory with -C")));
  }
}
