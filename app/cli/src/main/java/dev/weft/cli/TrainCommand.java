package dev.weft.cli;

import dev.weft.cli.session.Session;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `weft train`: does in little what commands do, so that the virtual machine can write down what
/// it loaded into an ahead-of-time cache. The launcher calls it once after a build.
@Command(name = "train", hidden = true, description = "Exercise Weft for its fast start.")
final class TrainCommand implements Callable<Integer> {
  /// Commands that touch what the usual ones need.
  private static final List<List<String>> EXERCISES =
      List.of(
          List.of("--help"),
          List.of("version"),
          List.of("version", "-o", "json"),
          List.of("version", "-o", "yaml"),
          List.of("completion", "bash"));

  private final Session session;

  TrainCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    PrintStream nowhere =
        new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8);
    Session quiet =
        new Session(
            new dev.weft.host.Environment(
                session.environment().workingDirectory(),
                session.environment().variables(),
                nowhere,
                nowhere),
            dev.weft.host.terminal.Terminal.plain(nowhere),
            session.programs());
    for (List<String> exercise : EXERCISES) {
      CommandLine weft = CommandLines.assemble(quiet.programs(), quiet.environment());
      weft.execute(exercise.toArray(String[]::new));
    }
    return 0;
  }
}
